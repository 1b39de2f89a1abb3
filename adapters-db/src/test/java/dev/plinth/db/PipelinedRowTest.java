package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.r2dbc.postgresql.codec.DefaultCodecs;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelinedRowTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    @Test
    void valuesAreReadInAnyOrder() {
        PipelinedRow row = row(5);
        assertThat(row.get("b", String.class)).isEqualTo("world");
        assertThat(row.get("a", String.class)).isEqualTo("hello");
    }

    /** Lengths that the rest of the row cannot hold: bytes that changed on their way. */
    @ParameterizedTest
    @ValueSource(ints = {15, 6_000, 16_777_723, Integer.MAX_VALUE})
    void damagedRowsAreErrorsOfTheConnection(int length) {
        PipelinedRow row = row(length);
        for (String column : new String[] {"a", "b"}) {
            assertThatThrownBy(() -> row.get(column, String.class))
                    .isInstanceOf(R2dbcNonTransientResourceException.class)
                    .hasMessageContaining("column '" + column + "'")
                    .hasMessageContaining("damaged");
        }
    }

    /** Two texts, the first of which claims to be of {@code length}. */
    private static PipelinedRow row(int length) {
        ByteBuf content = HEAP.buffer();
        content.writeShort(2);
        content.writeInt(length).writeCharSequence("hello", StandardCharsets.UTF_8);
        content.writeInt(5).writeCharSequence("world", StandardCharsets.UTF_8);
        return new PipelinedRow(content, 0, content.readableBytes(), columns("a", "b"));
    }

    /** Of type text, in a RowDescription as PostgreSQL's manual has it (55.7, Message Formats). */
    private static Columns columns(String... names) {
        ByteBuf description = HEAP.buffer().writeShort(names.length);
        for (String name : names) {
            description.writeCharSequence(name, StandardCharsets.UTF_8);
            description.writeByte(0);
            description.writeInt(0).writeShort(0).writeInt(25).writeShort(-1);
            description.writeInt(-1).writeShort(0);
        }
        return Columns.read(description, 0, new DefaultCodecs(HEAP, false));
    }
}
