package dev.plinth.cli.load;

import io.netty.channel.Channel;
import java.lang.reflect.Field;

/** What a client really runs on, dug out of it: clients do not tell. */
public final class LiveChannel {

    private LiveChannel() {}

    /** What carries the bytes of a Netty channel, by its class. */
    public static String transport(Channel channel) {
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
    public static Object field(Object object, String name) {
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
