// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A time of writing to a {@link CtfArchive}, under its lock. Its own monitor orders what changes the index or the files. */
final class CtfScope implements WriteScope {
    private final CtfArchive archive;
    private final ArchiveLock lock;
    private final Set<Digest> removed = ConcurrentHashMap.newKeySet();
    private boolean changed;
    private boolean ended;

    CtfScope(CtfArchive archive, ArchiveLock lock) {
        this.archive = archive;
        this.lock = lock;
    }

    /** Whether some content is to be deleted with the next commit. */
    boolean hides(Digest digest) {
        return removed.contains(digest);
    }

    /** Takes complete content, whose digest was found right. */
    synchronized void keep(Slot slot, Digest digest) {
        checkOpen();
        slot.keep();
        removed.remove(digest);
    }

    CtfUpload upload(Optional<Digest> digest, OptionalLong size) {
        checkOpen();
        return new CtfUpload(
                this,
                archive.medium().slot(digest, size),
                digest.map(Digest::algorithm).orElse("sha256"));
    }

    synchronized void putManifest(String repository, Document document, Set<Tag> tags) {
        checkOpen();
        for (Digest needed : Links.of(document).required()) {
            if (archive.size(needed).isEmpty()) {
                throw missing(document, needed, archive.origin());
            }
        }
        try (CtfUpload upload = upload(Optional.of(document.digest()), OptionalLong.of(document.size()))) {
            upload.finish(document.digest(), Body.of(document.bytes()));
        }
        Optional<String> type = Optional.of(document.mediaType());
        archive.index().put(new ArtifactIndex.Entry(repository, Optional.empty(), document.digest(), type));
        for (Tag tag : tags) {
            archive.index().put(new ArtifactIndex.Entry(repository, Optional.of(tag), document.digest(), type));
        }
        changed = true;
    }

    /** Takes a manifest off a repository's list; its file goes too, unless another manifest or repository needs it. */
    synchronized boolean deleteManifest(String repository, Digest digest) {
        checkOpen();
        if (!archive.index().lists(repository, digest)) {
            return false;
        }
        if (new Needs(archive).without(repository, digest).of(digest).isEmpty()) {
            removed.add(digest);
        }
        archive.index().removeManifest(repository, digest);
        changed = true;
        return true;
    }

    synchronized boolean deleteBlob(Digest digest) {
        checkOpen();
        if (archive.size(digest).isEmpty()) {
            return false;
        }
        new Needs(archive).refuseDeletionOf(digest);
        removed.add(digest);
        return true;
    }

    synchronized boolean deleteTag(String repository, Tag tag) {
        checkOpen();
        boolean done = archive.index().removeTag(repository, tag);
        changed |= done;
        return done;
    }

    @Override
    public synchronized void commit() {
        checkOpen();
        try {
            archive.medium().commit(archive.index(), changed, Set.copyOf(removed));
        } catch (Failure e) {
            archive.reload();
            throw e;
        } finally {
            removed.clear();
            changed = false;
        }
    }

    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        archive.ended();
        try {
            archive.medium().rollback();
            if (changed) {
                archive.reload();
            }
        } finally {
            lock.close();
        }
    }

    static Failure missing(Document document, Digest needed, String where) {
        return new Failure(
                Failure.Kind.NOT_FOUND,
                "manifest %s needs %s, which is not in %s".formatted(document.digest(), needed, where));
    }

    private void checkOpen() {
        if (ended) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "writing to %s has ended".formatted(archive.origin()));
        }
    }
}
