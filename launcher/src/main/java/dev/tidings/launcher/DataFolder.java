package dev.tidings.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The one folder that holds all that survives a restart. One launcher at a time has it. */
final class DataFolder implements AutoCloseable {
    private static final long NEEDED_BYTES = 2L * 1024 * 1024 * 1024;
    private static final long MEGABYTE = 1024 * 1024;

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws LaunchException if another launcher has it, it cannot be written, or its disk is nearly full */
    static DataFolder open(Path path) {
        return open(path, NEEDED_BYTES);
    }

    static DataFolder open(Path path, long neededBytes) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(path.resolve("run"));
            Files.createDirectories(path.resolve("logs"));
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < neededBytes) {
                throw new LaunchException("Only " + free / MEGABYTE + " MB are free where " + path
                        + " lies, and Tidings needs " + neededBytes / MEGABYTE
                        + " MB: make room, or choose another disk with --data FOLDER.");
            }
            return new DataFolder(path, lock(path));
        } catch (IOException e) {
            throw new LaunchException(
                    "The data folder " + path + " cannot be used (" + e + "): choose another with --data FOLDER.", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve("run/launcher.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String other = Files.readString(file).strip();
            channel.close();
            throw new LaunchException("Tidings already runs on " + path + " (process " + other
                    + "): stop that one, or choose another folder with --data FOLDER.");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path run() {
        return path.resolve("run");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
