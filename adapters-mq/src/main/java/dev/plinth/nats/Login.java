package dev.plinth.nats;

import dev.plinth.api.ConnectException;
import dev.plinth.api.PlinthException;
import dev.plinth.api.TlsException;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads a server's greeting, and writes what answers it. Off the core: credentials may come from a file, and are signed. */
final class Login {

    private static final Executor THREADS = NatsThreads.perTask();

    private final Options options;
    private final NatsUri uri;

    Login(Options options, NatsUri uri) {
        this.options = options;
        this.uri = uri;
    }

    /** What blocks, or computes for long, on a thread that may. */
    static void offCore(Runnable task) {
        THREADS.execute(task);
    }

    void read(String json, Executor core, BiConsumer<ServerInfo, byte[]> greeted, Consumer<PlinthException> refused) {
        offCore(() -> {
            try {
                ServerInfo info = new ServerInfo(json);
                checkTls(info);
                byte[] line = line(options.buildProtocolConnectOptionsString(
                        uri.toString(), info.isAuthRequired(), info.getNonce()));
                core.execute(() -> greeted.accept(info, line));
            } catch (PlinthException e) {
                core.execute(() -> refused.accept(e));
            } catch (RuntimeException e) {
                core.execute(() -> refused.accept(new ConnectException(
                        NatsUrls.label(uri) + ": the login could not be made: " + e.getMessage()
                                + ". Check the credentials in the options",
                        e)));
            }
        });
    }

    private void checkTls(ServerInfo info) {
        if (info.isTLSRequired() && !options.isTLSRequired()) {
            throw new TlsException(NatsUrls.label(uri)
                    + ": the server wants TLS, and the address does not: use tls:// in its place, or give the options an"
                    + " SSLContext");
        }
        if (options.isTLSRequired() && !options.isTlsFirst() && !info.isTLSRequired() && !info.isTLSAvailable()) {
            throw new TlsException(NatsUrls.label(uri)
                    + ": the options want TLS, and the server does not speak it on this port: use nats://, or switch TLS on"
                    + " there");
        }
    }

    private static byte[] line(CharSequence connect) {
        return FrameBuffer.bytes("CONNECT " + connect + "\r\nPING\r\n");
    }
}
