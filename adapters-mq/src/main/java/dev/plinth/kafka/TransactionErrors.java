package dev.plinth.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What is to be done about a transaction's error. */
final class TransactionErrors {

    private TransactionErrors() {}

    /** Whether there is no use in trying again. */
    static boolean isFinal(KafkaException error) {
        return error instanceof ProducerFencedException
                || error instanceof OutOfOrderSequenceException
                || error instanceof AuthorizationException
                || error instanceof UnsupportedVersionException;
    }

    /** Whether the group has another generation by now. */
    static boolean isOfGroup(KafkaException error) {
        return error instanceof CommitFailedException || error.getCause() instanceof CommitFailedException;
    }

    /** Whether it comes of what the step has made, and would come again. */
    static boolean isOfARecord(Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof RecordTooLargeException
                    || at instanceof RecordBatchTooLargeException
                    || at instanceof SerializationException
                    || at instanceof InvalidTopicException
                    || at instanceof InvalidRecordException) {
                return true;
            }
        }
        return false;
    }

    /** Before the same is tried again: at first none, then longer and longer, for at most a second. */
    static Duration wait(int failures) {
        return failures == 0 ? Duration.ZERO : Duration.ofMillis(Math.min(1_000, 10L << Math.min(failures, 10)));
    }
}
