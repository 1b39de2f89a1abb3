package dev.plinth.cli.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DbUrlTest {

    @Test
    void hasThePartsThatEachClientWants() {
        DbUrl url = DbUrl.parse("postgresql://me:a%2Fb+c%40@db.example:5433/shop");

        assertThat(url).isEqualTo(new DbUrl("db.example", 5433, "shop", "me", "a/b+c@"));
        assertThat(DbUrl.parse(url.text())).isEqualTo(url);
        assertThat(url.shown()).isEqualTo("postgresql://me@db.example:5433/shop");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:5433/shop");
        assertThat(DbUrl.parse("postgres://me@h/d")).isEqualTo(new DbUrl("h", 5432, "d", "me", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "mysql://u@h/d", "postgresql://h/d", "postgresql://u@h", "postgresql://u@h/", ":"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> DbUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no PostgreSQL address")
                .hasMessageContaining("postgresql://user[:password]@host[:port]/database");
    }
}
