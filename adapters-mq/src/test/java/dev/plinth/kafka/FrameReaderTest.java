package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private final List<Piece> pieces = new ArrayList<>();

    private static byte[] frames(int... sizes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size : sizes) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(size).array());
            for (int i = 0; i < size; i++) {
                out.write(size + i);
            }
        }
        return out.toByteArray();
    }

    private void read(byte[] bytes, boolean framed, int step) {
        FrameReader reader = new FrameReader(pieces::add, framed);
        for (int at = 0; at < bytes.length; at += step) {
            reader.read(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
        }
    }

    /** What a channel that reads all of it gets. */
    private byte[] content() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer to = ByteBuffer.allocate(1 << 16);
        for (Piece piece : pieces) {
            while (piece.hasRemaining()) {
                piece.read(to.clear(), new FramePool());
                out.write(to.array(), 0, to.position());
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 64, 10_000})
    void framesArriveWholeHoweverTheirBytesDo(int step) {
        byte[] bytes = frames(1, 5, 300, 2);
        read(bytes, true, step);
        assertThat(pieces)
                .extracting(Piece::toString)
                .containsExactly("frame of 1 bytes", "frame of 5 bytes", "frame of 300 bytes", "frame of 2 bytes");
        assertThat(content()).isEqualTo(bytes);
    }

    @Test
    void aFrameThatIsNotYetWholeIsNotSeen() {
        read(frames(5, 9), true, 16); // the last byte but two
        assertThat(pieces).hasSize(2);
        pieces.clear();
        FrameReader reader = new FrameReader(pieces::add, true);
        reader.read(ByteBuffer.wrap(frames(5, 9), 0, 15));
        assertThat(pieces).hasSize(1);
    }

    @Test
    void anEmptyFrameIsKafkasToDealWith() {
        byte[] bytes = frames(0, 3);
        read(bytes, true, 100);
        assertThat(pieces).extracting(Piece::toString).containsExactly("part of 4 bytes", "frame of 3 bytes");
        assertThat(content()).isEqualTo(bytes);
    }

    @Test
    void aFrameThatIsTooLargeToWaitForPassesInPartsAndFramesGoOnBehindIt() {
        byte[] bytes = frames(FrameReader.LARGEST + 1, 3);
        read(bytes, true, 1 << 16);
        assertThat(pieces.get(0)).hasToString("part of 4 bytes");
        assertThat(pieces.get(pieces.size() - 1)).hasToString("frame of 3 bytes");
        assertThat(content()).isEqualTo(bytes);
    }

    @Test
    void afterASizeThatCannotBeAllIsAStream() {
        byte[] bytes = frames(2, -1, 2);
        read(bytes, true, 3);
        assertThat(pieces).element(0).hasToString("frame of 2 bytes");
        assertThat(pieces)
                .filteredOn(piece -> piece.toString().startsWith("frame"))
                .hasSize(1);
        assertThat(content()).isEqualTo(bytes);
    }

    @Test
    void withTlsThereAreNoFramesToBeSeen() {
        byte[] bytes = frames(2, 2);
        read(bytes, false, 5);
        assertThat(pieces)
                .extracting(Piece::toString)
                .containsExactly("part of 5 bytes", "part of 5 bytes", "part of 2 bytes");
        assertThat(content()).isEqualTo(bytes);
    }
}
