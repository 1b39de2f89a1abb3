package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 1 | 1 | 0 | SELECT",
                "select $1, $2, $1 | 1 | 2 | SELECT",
                "SELECT '$1', \"$2\", $$ $3; $$, $tag$ $4 $$ $tag$ | 1 | 0 | SELECT",
                "SELECT 'it''s $1', E'\\'$2', e'\\\\', $1 | 1 | 1 | SELECT",
                "-- $1; SELECT | 0 | 0 | ``",
                "/* $1; /* nested */ ; */ INSERT INTO t VALUES ($1) -- $2 | 1 | 1 | INSERT",
                "SELECT 1; SELECT 2;; -- the end | 2 | 0 | SELECT",
                "; ; | 0 | 0 | ``",
                "SELECT a$1 FROM t | 1 | 0 | SELECT",
                "SELECT $1::int4-$2 | 1 | 2 | SELECT",
                "WITH x AS (SELECT 1) UPDATE t SET a = $1 RETURNING a | 1 | 1 | WITH",
                "SELECT 'never closed | 1 | 0 | SELECT",
                "SELECT 1 /* never closed | 1 | 0 | SELECT"
            })
    void statementsAndParametersAreCounted(String sql, int statements, int parameters, String command) {
        SqlText text = SqlText.of(sql);
        assertThat(text.statements()).isEqualTo(statements);
        assertThat(text.parameters()).isEqualTo(parameters);
        assertThat(text.command()).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT $2", "SELECT $1, $3", "SELECT $0", "SELECT $99999999999", "SELECT $1; SELECT 2"})
    void whatCannotBeBoundIsRefused(String sql) {
        assertThatThrownBy(() -> SqlText.of(sql))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sql);
    }

    @Test
    void rowsAreExpectedWhereTheyMayCome() {
        assertThat(SqlText.of("SELECT 1").yieldsRows()).isTrue();
        assertThat(SqlText.of("INSERT INTO t VALUES (1)").yieldsRows()).isFalse();
        assertThat(SqlText.of("INSERT INTO t VALUES (1) RETURNING id").yieldsRows())
                .isTrue();
        assertThat(SqlText.of("CREATE TABLE t (id int)").worthPreparing()).isFalse();
        assertThat(SqlText.of("UPDATE t SET a = 1").worthPreparing()).isTrue();
    }
}
