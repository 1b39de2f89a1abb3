package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CoreBuffersTest {

    private final CoreBuffers buffers = new CoreBuffers();

    @AfterEach
    void close() {
        buffers.close();
        assertThat(buffers.bytes()).isZero();
    }

    @Test
    void theLastOneThatCameBackIsTakenFirst() {
        ByteBuf first = buffers.take(1);
        ByteBuf second = buffers.take(ReadSize.SMALL);
        assertThat(first.capacity()).isEqualTo(ReadSize.SMALL);
        first.writeByte(7);
        second.release();
        first.release();
        ByteBuf again = buffers.take(100);
        assertThat(again).isSameAs(first);
        assertThat(again.refCnt()).isEqualTo(1);
        assertThat(again.isReadable()).isFalse();
        assertThat(buffers.bytes()).isEqualTo(2L * ReadSize.SMALL);
        again.release();
    }

    @Test
    void eachIsAsLargeAsWasAskedFor() {
        for (int size : new int[] {1, 2048, 2049, 16_384, 16_385, 65_536, 65_537, 262_144}) {
            ByteBuf buffer = buffers.take(size);
            assertThat(buffer.capacity()).isGreaterThanOrEqualTo(size);
            assertThat(buffer.isDirect()).isTrue();
            assertThat(Addresses.of(buffer)).isNotZero();
            buffer.release();
        }
    }

    @Test
    void noMoreIsKeptThanTheLimit() {
        List<ByteBuf> taken = new ArrayList<>();
        int fit = CoreBuffers.MOST_KEPT / ReadSize.LARGE;
        for (int i = 0; i < fit + 10; i++) {
            taken.add(buffers.take(ReadSize.LARGE));
        }
        assertThat(buffers.bytes()).isGreaterThan(CoreBuffers.MOST_KEPT);
        taken.forEach(ByteBuf::release);
        assertThat(buffers.bytes()).isEqualTo(CoreBuffers.MOST_KEPT);
    }

    @Test
    void whatComesBackAfterTheEndIsFreed() {
        ByteBuf late = buffers.take(1);
        buffers.close();
        assertThat(buffers.bytes()).isEqualTo(ReadSize.SMALL);
        late.release();
        assertThat(buffers.bytes()).isZero();
    }

    @Test
    void whatIsReleasedOnAnotherThreadIsFreedThereAndToldOfOnce() throws Exception {
        List<ByteBuf> lost = List.of(buffers.take(1), buffers.take(1));
        ByteBuf kept = buffers.take(1);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(CoreBuffers.class);
        logger.addAppender(log);
        try {
            Thread other = new Thread(() -> lost.forEach(ByteBuf::release), "another");
            other.start();
            other.join();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(lost).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
        assertThat(buffers.bytes()).isEqualTo(ReadSize.SMALL);
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("was released on another"));
        kept.release();
        assertThat(buffers.take(1)).isSameAs(kept);
        ByteBuf made = buffers.take(1);
        assertThat(lost).noneMatch(buffer -> buffer == made);
        kept.release();
        made.release();
    }

    @Test
    void itMayBeReleasedAnywhereOnceTheCoreHasEnded() throws Exception {
        ByteBuf late = buffers.take(1);
        buffers.close();
        Thread other = new Thread(late::release);
        other.start();
        other.join();
        assertThat(buffers.bytes()).isZero();
    }
}
