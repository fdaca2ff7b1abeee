package dev.tidings.faults;

import dev.tidings.client.LostException;
import dev.tidings.client.RefusedException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What somebody does now and then besides writing, whether a fault is on or not. */
final class Habit {
    private final List<Person> people;
    private final long everyMillis;
    private final Act act;
    private final Thread thread;
    private volatile boolean over;

    /** One time. What the network or a store that is away does to it is nobody's surprise: there is another time. */
    interface Act {
        void now(Person person, Random dice) throws InterruptedException, TimeoutException, ExecutionException;
    }

    Habit(String name, List<Person> people, long everyMillis, Act act) {
        this.people = List.copyOf(people);
        this.everyMillis = everyMillis;
        this.act = act;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Random dice = new Random(people.size());
        while (!over) {
            Tidings.pause(everyMillis);
            try {
                act.now(people.get(dice.nextInt(people.size())), dice);
            } catch (LostException | RefusedException | CompletionException | TimeoutException | ExecutionException e) {
                Tidings.pause(everyMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Returns when it is not done any more. */
    void end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
