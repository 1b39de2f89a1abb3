package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.client.Binding;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.message.Format;
import java.util.concurrent.Callable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A parameter as the driver's codecs encode it. */
final class EncodedValue {

    private final Object raw;
    private final int type;
    private final int format;
    private final Publisher<? extends ByteBuf> bytes;

    private EncodedValue(Object raw, EncodedParameter parameter) {
        // The parameter's own getters are not public, those of a binding are.
        Binding binding = new Binding(1).add(0, parameter);
        this.raw = raw;
        this.type = binding.getParameterTypes()[0];
        this.format = binding.getParameterFormats().get(0) == Format.FORMAT_BINARY ? 1 : 0;
        this.bytes = binding.getParameterValues().get(0);
    }

    private EncodedValue(EncodedValue source, ByteBuf collected) {
        this.raw = source.raw;
        this.type = source.type;
        this.format = source.format;
        this.bytes = Mono.fromCallable(() -> collected);
    }

    static EncodedValue of(Object value, Codecs codecs) {
        return new EncodedValue(value, codecs.encode(value));
    }

    static EncodedValue ofNull(Class<?> javaType, Codecs codecs) {
        return new EncodedValue(javaType, codecs.encodeNull(javaType));
    }

    Object raw() {
        return raw;
    }

    int type() {
        return type;
    }

    int format() {
        return format;
    }

    boolean mustCollect() {
        return bytes != EncodedParameter.NULL_VALUE && !(bytes instanceof Callable);
    }

    /** The same with its bytes at hand, on the heap. */
    Mono<EncodedValue> collect() {
        return Flux.from(bytes)
                .reduceWith(Unpooled::buffer, (all, part) -> {
                    try {
                        return all.writeBytes(part);
                    } finally {
                        part.release();
                    }
                })
                .map(all -> new EncodedValue(this, all));
    }

    void write(ByteBuf out) {
        if (bytes == EncodedParameter.NULL_VALUE) {
            out.writeInt(-1);
            return;
        }
        ByteBuf value = call();
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        try {
            out.writeInt(value.readableBytes()).writeBytes(value, value.readerIndex(), value.readableBytes());
        } finally {
            value.release();
        }
    }

    private ByteBuf call() {
        try {
            return (ByteBuf) ((Callable<?>) bytes).call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a parameter of " + raw.getClass().getName() + " was not encoded", e);
        }
    }
}
