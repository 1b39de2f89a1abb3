package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FramingTest {

    private static ByteBuf messages() {
        ByteBuf out = Unpooled.buffer();
        out.writeByte('A').writeInt(4);
        out.writeByte('S').writeInt(9).writeZero(5);
        out.writeByte('N').writeInt(304).writeZero(300);
        return out;
    }

    @Test
    void itKnowsTheBoundariesHoweverTheBytesAreCut() {
        ByteBuf all = messages();
        int size = all.readableBytes();
        for (int cut = 0; cut <= size; cut++) {
            Framing framing = new Framing();
            framing.follow(all.slice(0, cut));
            boolean boundary = cut == 0 || cut == 5 || cut == 15 || cut == size;
            assertThat(framing.atBoundary()).as("after %s", cut).isEqualTo(boundary);
            int rest = framing.rest(all.slice(cut, size - cut));
            int next = cut == 0 ? 0 : cut <= 5 ? 5 : cut <= 15 ? 15 : size;
            assertThat(cut + rest).isEqualTo(next);
            assertThat(framing.atBoundary()).isTrue();
        }
    }

    @Test
    void byteByByte() {
        ByteBuf all = messages();
        Framing framing = new Framing();
        int boundaries = 0;
        while (all.isReadable()) {
            framing.follow(all.readSlice(1));
            if (framing.atBoundary()) {
                boundaries++;
            }
        }
        assertThat(boundaries).isEqualTo(3);
    }
}
