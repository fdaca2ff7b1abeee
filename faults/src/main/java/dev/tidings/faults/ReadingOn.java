package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.ImClient;
import dev.tidings.omtp.proto.Seqs;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Somebody has read a conversation up to where a device has it, or asks how far that was. */
final class ReadingOn implements Habit.Act {
    private final HistoryWriter notes;

    ReadingOn(HistoryWriter notes) {
        this.notes = notes;
    }

    @Override
    public void now(Person person, Random dice) throws InterruptedException, TimeoutException, ExecutionException {
        Optional<ImClient> client = person.devices().get(0).client();
        List<String> chats = person.devices().get(0).syncedSeqs().keySet().stream()
                .filter(it -> it.startsWith("si_"))
                .sorted()
                .toList();
        if (chats.isEmpty() || client.isEmpty()) {
            return;
        }
        String chat = chats.get(dice.nextInt(chats.size()));
        long has = person.devices().get(0).syncedSeqs().getOrDefault(chat, 0L);
        if (has > 0 && dice.nextBoolean()) {
            person.rest().markRead(person.id(), chat, has);
            note("READ_END", person, chat, has, 0);
        }
        long since = System.nanoTime();
        Seqs told = client.get()
                .readPositions(List.of(chat))
                .get(10, TimeUnit.SECONDS)
                .getSeqsMap()
                .get(chat);
        if (told != null) {
            note("READ_AT", person, chat, told.getHasReadSeq(), since);
        }
    }

    private void note(String kind, Person person, String chat, long seq, long since) {
        notes.event(kind)
                .with("client", person.id() + "-reader")
                .with("user", person.id())
                .with("conversation", chat)
                .with("seq", seq)
                .with("since", since)
                .end();
    }
}
