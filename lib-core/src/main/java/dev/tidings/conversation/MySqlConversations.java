package dev.tidings.conversation;

import dev.tidings.batch.Chunks;
import dev.tidings.database.Database;
import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in MySQL. Every change begins with raising the owner's version, which locks the owner's row of
 * {@code conversation_version} until the change is committed: changes of one owner happen one after the other, and whoever
 * reads version n sees everything that was changed up to n.
 */
@ApplicationScoped
class MySqlConversations implements Conversations {
    /** Ids in one statement; each is a range to plan. */
    private static final int CHUNK = 100;

    private static final int VERSION_ID_BYTES = 12;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    @Inject
    MySqlConversations(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlConversations() {
        this(null);
    }

    @Override
    public void ensure(Collection<Conversation> conversations) {
        checkSize(conversations);
        Map<ConversationRow.Key, Conversation> distinct = new LinkedHashMap<>();
        conversations.forEach(c -> distinct.putIfAbsent(key(c), c));
        for (List<Conversation> chunk : Chunks.of(distinct.values(), CHUNK)) {
            // Most are there: seen without a lock and without a new version.
            List<Conversation> missing = database.inTransaction(entities -> missing(entities, chunk));
            if (!missing.isEmpty()) {
                database.inTransaction(entities -> {
                    insert(entities, missing);
                    return null;
                });
            }
        }
    }

    private void insert(EntityManager entities, List<Conversation> conversations) {
        SortedSet<UserId> owners = new TreeSet<>();
        conversations.forEach(c -> owners.add(c.owner()));
        Map<String, Long> versions = raiseVersions(entities, owners);
        for (Conversation c : missing(entities, conversations)) {
            entities.persist(new ConversationRow(
                    c, Objects.requireNonNull(versions.get(c.owner().value()))));
        }
    }

    private static List<Conversation> missing(EntityManager entities, List<Conversation> conversations) {
        // One range of the primary key for each pair: two lists of ids would make every combination a range.
        Query query = entities.createNativeQuery("select owner_id, conversation_id from conversation where "
                + String.join(
                        " or ", Collections.nCopies(conversations.size(), "(owner_id = ? and conversation_id = ?)")));
        int parameter = 1;
        for (Conversation c : conversations) {
            query.setParameter(parameter++, c.owner().value());
            query.setParameter(parameter++, c.id().value());
        }
        Set<ConversationRow.Key> present = new HashSet<>();
        for (Object row : query.getResultList()) {
            Object[] columns = (Object[]) row;
            present.add(
                    new ConversationRow.Key(new UserId((String) columns[0]), new ConversationId((String) columns[1])));
        }
        return conversations.stream().filter(c -> !present.contains(key(c))).toList();
    }

    /** In the owners' order, so that two of these wait for each other and never deadlock. */
    private Map<String, Long> raiseVersions(EntityManager entities, SortedSet<UserId> owners) {
        Query raise =
                entities.createNativeQuery("insert into conversation_version (owner_id, version_id, version) values "
                        + String.join(", ", Collections.nCopies(owners.size(), "(?, ?, 1)"))
                        + " on duplicate key update version = version + 1");
        int parameter = 1;
        for (UserId owner : owners) {
            raise.setParameter(parameter++, owner.value());
            raise.setParameter(parameter++, newVersionId());
        }
        raise.executeUpdate();
        Map<String, Long> versions = new HashMap<>();
        Query read = entities.createNativeQuery("select owner_id, version from conversation_version where owner_id in ("
                + String.join(", ", Collections.nCopies(owners.size(), "?")) + ")");
        parameter = 1;
        for (UserId owner : owners) {
            read.setParameter(parameter++, owner.value());
        }
        for (Object row : read.getResultList()) {
            Object[] columns = (Object[]) row;
            versions.put((String) columns[0], ((Number) columns[1]).longValue());
        }
        return versions;
    }

    @Override
    public List<Conversation> get(UserId owner, Collection<ConversationId> ids) {
        checkSize(ids);
        List<String> values =
                ids.stream().map(ConversationId::value).distinct().sorted().toList();
        List<Conversation> found = new ArrayList<>();
        for (List<String> chunk : Chunks.of(values, CHUNK)) {
            found.addAll(database.inTransaction(entities -> conversations(entities.createQuery(
                            "select c from ConversationRow c where c.ownerId = :owner and c.conversationId in :ids"
                                    + " order by c.conversationId",
                            ConversationRow.class)
                    .setParameter("owner", owner.value())
                    .setParameter("ids", chunk)
                    .getResultList())));
        }
        return found;
    }

    @Override
    public Page<Conversation> page(UserId owner, PageRequest request) {
        return database.inTransaction(entities -> new Page<>(
                entities.createQuery("select count(c) from ConversationRow c where c.ownerId = :owner", Long.class)
                        .setParameter("owner", owner.value())
                        .getSingleResult(),
                conversations(entities.createQuery(
                                "select c from ConversationRow c where c.ownerId = :owner order by c.conversationId",
                                ConversationRow.class)
                        .setParameter("owner", owner.value())
                        .setFirstResult(request.skip())
                        .setMaxResults(request.size())
                        .getResultList())));
    }

    @Override
    public List<Conversation> all(UserId owner) {
        return database.inTransaction(entities -> conversations(entities.createQuery(
                        "select c from ConversationRow c where c.ownerId = :owner order by c.conversationId",
                        ConversationRow.class)
                .setParameter("owner", owner.value())
                .getResultList()));
    }

    @Override
    public List<ConversationId> ids(UserId owner) {
        return ids(owner, "");
    }

    @Override
    public List<ConversationId> pinned(UserId owner) {
        return ids(owner, " and c.pinned = true");
    }

    @Override
    public List<ConversationId> notNotifying(UserId owner) {
        return ids(owner, " and c.recvMsgOpt <> 0");
    }

    private List<ConversationId> ids(UserId owner, String condition) {
        return database.inTransaction(entities -> idValues(entities, owner, condition)).stream()
                .map(ConversationId::new)
                .toList();
    }

    private static List<String> idValues(EntityManager entities, UserId owner, String condition) {
        return entities.createQuery(
                        "select c.conversationId from ConversationRow c where c.ownerId = :owner" + condition
                                + " order by c.conversationId",
                        String.class)
                .setParameter("owner", owner.value())
                .getResultList();
    }

    @Override
    public Set<UserId> notNotified(ConversationId conversation, Collection<UserId> owners) {
        checkSize(owners);
        Set<UserId> quiet = new HashSet<>();
        for (List<UserId> chunk : Chunks.of(new TreeSet<>(owners), CHUNK)) {
            database.inTransaction(entities -> entities.createQuery(
                                    "select c.ownerId from ConversationRow c where c.ownerId in :owners"
                                            + " and c.conversationId = :id and c.recvMsgOpt <> 0",
                                    String.class)
                            .setParameter(
                                    "owners", chunk.stream().map(UserId::value).toList())
                            .setParameter("id", conversation.value())
                            .getResultList())
                    .forEach(owner -> quiet.add(new UserId(owner)));
        }
        return quiet;
    }

    @Override
    public Conversation set(UserId owner, ConversationId conversation, ConversationChanges changes) {
        return database.inTransaction(entities -> {
            long version = Objects.requireNonNull(
                    raiseVersions(entities, new TreeSet<>(Set.of(owner))).get(owner.value()));
            ConversationRow row = entities.find(ConversationRow.class, new ConversationRow.Key(owner, conversation));
            if (row == null) {
                throw new ImException(ErrorCode.RECORD_NOT_FOUND, "the user does not have this conversation");
            }
            Conversation changed = changes.appliedTo(row.conversation());
            row.set(changed, version);
            return changed;
        });
    }

    @Override
    public ConversationSync changesSince(UserId owner, String versionId, long version) {
        return database.inTransaction(entities -> {
            Version now = version(entities, owner);
            if (!now.id.equals(versionId) || version <= 0 || version > now.number) {
                return new ConversationSync(now.id, now.number, true, List.of(), List.of());
            }
            if (version == now.number) {
                return new ConversationSync(now.id, now.number, false, List.of(), List.of());
            }
            return changes(entities, owner, now, version);
        });
    }

    private static ConversationSync changes(EntityManager entities, UserId owner, Version now, long clientVersion) {
        List<ConversationRow> rows = entities.createQuery(
                        "select c from ConversationRow c where c.ownerId = :owner and c.version > :version"
                                + " order by c.conversationId",
                        ConversationRow.class)
                .setParameter("owner", owner.value())
                .setParameter("version", clientVersion)
                .setMaxResults(CHANGES_MAX + 1)
                .getResultList();
        if (rows.size() > CHANGES_MAX) {
            return new ConversationSync(now.id, now.number, true, List.of(), List.of());
        }
        return new ConversationSync(
                now.id,
                now.number,
                false,
                conversations(rows.stream()
                        .filter(row -> row.insertedAfter(clientVersion))
                        .toList()),
                conversations(rows.stream()
                        .filter(row -> !row.insertedAfter(clientVersion))
                        .toList()));
    }

    @Override
    public FullIds fullIds(UserId owner, BigInteger clientHash) {
        return database.inTransaction(entities -> {
            Version now = version(entities, owner);
            return FullIds.of(now.id, idValues(entities, owner, ""), clientHash);
        });
    }

    /** An owner without any gets a first version, so that the next sync can be compared with this one. */
    private Version version(EntityManager entities, UserId owner) {
        Version version = readVersion(entities, owner);
        if (version != null) {
            return version;
        }
        raiseVersions(entities, new TreeSet<>(Set.of(owner)));
        Version first = readVersion(entities, owner);
        if (first == null) {
            throw new IllegalStateException("the version just written is not there");
        }
        return first;
    }

    private static @Nullable Version readVersion(EntityManager entities, UserId owner) {
        List<?> rows = entities.createNativeQuery(
                        "select version_id, version from conversation_version where owner_id = ?1")
                .setParameter(1, owner.value())
                .getResultList();
        if (rows.isEmpty()) {
            return null;
        }
        Object[] columns = (Object[]) rows.get(0);
        return new Version((String) columns[0], ((Number) columns[1]).longValue());
    }

    private String newVersionId() {
        byte[] bytes = new byte[VERSION_ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static List<Conversation> conversations(List<ConversationRow> rows) {
        return rows.stream().map(ConversationRow::conversation).toList();
    }

    private static ConversationRow.Key key(Conversation c) {
        return new ConversationRow.Key(c.owner(), c.id());
    }

    private static void checkSize(Collection<?> many) {
        if (many.size() > MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + MAX + " conversations at once");
        }
    }

    private record Version(String id, long number) {}
}
