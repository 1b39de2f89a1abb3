package dev.plinth.db;

import java.math.BigDecimal;

/** Floating point numbers as the server writes them: the shortest digits, an exponent from a certain size on. */
final class Floats {

    private Floats() {}

    static String toText(double value) {
        return value == 0 || Double.isNaN(value) || Double.isInfinite(value)
                ? special(value)
                : digits(Double.toString(value), 15);
    }

    static String toText(float value) {
        return value == 0 || Float.isNaN(value) || Float.isInfinite(value)
                ? special(value)
                : digits(Float.toString(value), 6);
    }

    private static String special(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return Double.toString(value);
    }

    private static String digits(String java, int plainUpTo) {
        BigDecimal number = new BigDecimal(java).stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -4 && exponent < plainUpTo) {
            return number.toPlainString();
        }
        String unscaled = number.unscaledValue().abs().toString();
        String rest = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
        int size = Math.abs(exponent);
        return (number.signum() < 0 ? "-" : "")
                + unscaled.charAt(0)
                + rest
                + "e"
                + (exponent < 0 ? "-" : "+")
                + (size < 10 ? "0" : "")
                + size;
    }
}
