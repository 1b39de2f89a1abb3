package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What connection a statement gets, by its text. */
class SqlKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "PLAIN       | SELECT 1",
                "PLAIN       | select * from settings -- set nothing",
                "PLAIN       | INSERT INTO t VALUES ($1) RETURNING id",
                "PLAIN       | WITH a AS (SELECT 1) UPDATE t SET id = 2",
                "PLAIN       | SELECT 1;",
                "PLAIN       | CREATE TABLE temperature (id int)",
                "OWN         | /* plinth: exclusive */ SELECT pg_sleep(10)",
                "OWN         | SELECT 1; SELECT 2",
                "OWN         | VACUUM t",
                "OWN         | COPY t TO STDOUT",
                "TRANSACTION | BEGIN",
                "TRANSACTION | /* a note */ commit",
                "TRANSACTION | SAVEPOINT a",
                "TRANSACTION | PREPARE TRANSACTION 'x'",
                "SESSION     | SET search_path TO a",
                "SESSION     | SELECT 1; SET search_path TO a",
                "SESSION     | LISTEN news",
                "SESSION     | DECLARE c CURSOR FOR SELECT 1",
                "SESSION     | CREATE TEMP TABLE t (id int)",
                "SESSION     | SELECT pg_advisory_lock(1)",
                "SESSION     | SELECT set_config('a.b', 'c', false)",
                "LASTING     | PREPARE a AS SELECT 1",
                "LASTING     | DEALLOCATE ALL",
                "LASTING     | DISCARD ALL",
            })
    void isReadFromTheText(SqlKind kind, String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(kind);
    }
}
