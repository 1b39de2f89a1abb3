package dev.plinth.nats;

/** What a {@link FrameParser} finds. The arrays are the parser's, and valid during the call. */
interface FrameHandler {

    /**
     * A message: in {@code bytes}, the subject from {@code subject} to {@code subjectEnd}, the reply subject likewise (empty
     * if there is none), the headers from {@code payload} to {@code data}, the data from there to {@code end}.
     */
    void onMessage(
            byte[] bytes,
            long sid,
            int subject,
            int subjectEnd,
            int reply,
            int replyEnd,
            int payload,
            int data,
            int end);

    void onInfo(String json);

    void onError(String text);

    void onPing();

    void onPong();
}
