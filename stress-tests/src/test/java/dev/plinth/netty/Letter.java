package dev.plinth.netty;

/** Mail with something in it that nothing but the way it is sent makes visible to the core. */
final class Letter implements Runnable {

    int text;
    int opened;

    @Override
    public void run() {
        opened++;
    }
}
