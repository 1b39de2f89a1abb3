package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** One buffer on its way, and the writes that are complete when it is taken. Used again and again. */
final class Batch {

    private ByteBuf data;
    private int handed;
    private long handedAt;
    /** Made with the first: what is sent has none. */
    private List<WriteOperation> completes;

    void fill(ByteBuf data) {
        this.data = data;
        this.handed = -1;
    }

    ByteBuf data() {
        return data;
    }

    /** The bytes in it; fixed once it is handed over, when the wire moves its indexes. */
    int size() {
        return handed >= 0 ? handed : data.readableBytes();
    }

    ByteBuf hand() {
        handed = data.readableBytes();
        return data;
    }

    /** When it was handed over, as {@link System#nanoTime()}; kept only where write times are measured. */
    long handedAt() {
        return handedAt;
    }

    void handedAt(long nanos) {
        handedAt = nanos;
    }

    void completes(WriteOperation write) {
        if (completes == null) {
            completes = new ArrayList<>(4);
        }
        completes.add(write);
    }

    void succeed() {
        for (int i = 0; completes != null && i < completes.size(); i++) { // by index: no iterator
            completes.get(i).succeed(null);
        }
    }

    void fail(Throwable error) {
        if (completes != null) {
            completes.forEach(write -> write.fail(error));
        }
    }

    void clear() {
        data = null;
        if (completes != null) {
            completes.clear();
        }
    }
}
