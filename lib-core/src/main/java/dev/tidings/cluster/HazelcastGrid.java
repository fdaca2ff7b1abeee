package dev.tidings.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Payara's data grid, which is Hazelcast: topics of bytes, one for all nodes and one for each. Nothing of ours is ever
 * deserialized by it, so a member without the application, such as Payara's admin server, is in nobody's way and is never
 * given work: it listens to none of the topics.
 *
 * <p>A topic of a node that is gone leaves some hundred bytes behind on every other until that one stops: to destroy it is a
 * call to the whole cluster, and wrong if the node was only cut off.
 */
final class HazelcastGrid implements Grid {
    private static final System.Logger LOG = System.getLogger(HazelcastGrid.class.getName());
    private static final String ALL = "im.nodes";
    private static final String ONE = "im.node.";

    private final HazelcastInstance hazelcast;
    private final List<Runnable> undo = new ArrayList<>();

    HazelcastGrid(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    @Override
    public boolean isAlone() {
        try {
            return hazelcast.getCluster().getMembers().size() <= 1;
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.log(System.Logger.Level.DEBUG, "the data grid has stopped", e);
            return true;
        }
    }

    @Override
    public synchronized void open(NodeId self, Listener listener) {
        Cluster cluster = hazelcast.getCluster();
        listen(ALL, listener);
        listen(ONE + self.value(), listener);
        UUID members = cluster.addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.joined();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.left(event.getMember().getUuid().toString());
            }
        });
        undo.add(() -> cluster.removeMembershipListener(members));
        UUID merges = hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                listener.joined();
            }
        });
        undo.add(() -> hazelcast.getLifecycleService().removeLifecycleListener(merges));
    }

    private void listen(String name, Listener listener) {
        ITopic<byte[]> topic = hazelcast.getTopic(name);
        UUID registration = topic.addMessageListener(message -> received(message, listener));
        undo.add(() -> topic.removeMessageListener(registration));
    }

    /** What a member sent that is gone already would bring it back to life. */
    private void received(Message<byte[]> message, Listener listener) {
        Member sender = message.getPublishingMember();
        if (sender == null || !hazelcast.getCluster().getMembers().contains(sender)) {
            LOG.log(System.Logger.Level.DEBUG, () -> "a letter of " + sender + ", who is gone");
            return;
        }
        listener.received(sender.getUuid().toString(), message.getMessageObject());
    }

    @Override
    public void toAll(byte[] letter) {
        publish(ALL, letter);
    }

    @Override
    public void to(NodeId node, byte[] letter) {
        publish(ONE + node.value(), letter);
    }

    private void publish(String topic, byte[] letter) {
        try {
            hazelcast.<byte[]>getTopic(topic).publish(letter);
        } catch (RuntimeException e) {
            // As good as lost on the way, which whoever sends reckons with.
            LOG.log(System.Logger.Level.DEBUG, "the data grid did not take a letter", e);
        }
    }

    @Override
    public synchronized void close() {
        for (Runnable step : undo) {
            try {
                step.run();
            } catch (HazelcastInstanceNotActiveException e) {
                LOG.log(System.Logger.Level.DEBUG, "the data grid stopped before the application", e);
            }
        }
        undo.clear();
    }
}
