package dev.plinth.kafka;

import java.lang.reflect.Field;

/** A private field of kafka-clients. */
final class PrivateField {

    private final Field field;

    private PrivateField(Field field) {
        this.field = field;
    }

    /**
     * The field of this name of a class or of those above it.
     *
     * @throws UnknownClientException if there is none, or it cannot be reached
     */
    static PrivateField of(Class<?> owner, String name, Class<?> type) {
        for (Class<?> at = owner; at != null; at = at.getSuperclass()) {
            try {
                Field field = at.getDeclaredField(name);
                if (!type.isAssignableFrom(field.getType())) {
                    throw new UnknownClientException(at.getName() + "." + name + " is a "
                            + field.getType().getName() + ", and not a " + type.getName());
                }
                field.setAccessible(true);
                return new PrivateField(field);
            } catch (NoSuchFieldException e) {
                continue; // perhaps above
            } catch (RuntimeException e) {
                if (e instanceof UnknownClientException unknown) {
                    throw unknown;
                }
                throw new UnknownClientException(at.getName() + "." + name + " cannot be reached", e);
            }
        }
        throw new UnknownClientException(owner.getName() + " has no field " + name);
    }

    <T> T get(Object of, Class<T> type) {
        try {
            return type.cast(field.get(of));
        } catch (IllegalAccessException e) {
            throw new UnknownClientException(field + " cannot be read", e);
        }
    }

    void set(Object of, Object value) {
        try {
            field.set(of, value);
        } catch (IllegalAccessException e) {
            throw new UnknownClientException(field + " cannot be set", e);
        }
        if (get(of, Object.class) != value) {
            throw new UnknownClientException(field + " did not take its new value");
        }
    }
}
