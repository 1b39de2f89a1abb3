package dev.plinth.cli.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.netty.channel.Channel;
import java.lang.reflect.Field;

/** The Netty channel that a client is really on, dug out of it: clients do not tell. */
final class LiveChannel {

    private LiveChannel() {}

    static Channel of(StatefulConnection<?, ?> connection) {
        Object writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        while (!(writer instanceof DefaultEndpoint)) { // wrapped, by Lettuce or by Plinth's adapter
            writer = field(writer, "delegate");
        }
        return (Channel) field(writer, "channel");
    }

    /** What carries the bytes of a Netty channel, by its class. */
    static String transport(Channel channel) {
        String type = channel.getClass().getSimpleName();
        if (type.startsWith("IoUring")) {
            return "io_uring";
        }
        if (type.startsWith("Epoll")) {
            return "epoll";
        }
        return type.startsWith("Nio") ? "nio" : type;
    }

    /** The value of a private field, declared by the object's class or one above. */
    static Object field(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException e) {
                // One class up.
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(object.getClass() + " has no field '" + name
                + "': its version has changed, and this program does not know where to look for the channel");
    }
}
