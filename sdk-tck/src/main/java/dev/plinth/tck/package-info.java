/** What every backend must do, as tests that a backend module runs. */
package dev.plinth.tck;
