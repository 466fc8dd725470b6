// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Content whose digest or size is not known before its end: it waits in a file of its own, and goes into the draft then. */
final class SpoolSlot implements Slot {
    private static final int BUFFER = 128 * 1024;

    private final TemporaryFile file;
    private final Draft draft;
    private @Nullable Slot inDraft;

    SpoolSlot(TemporaryFile file, Draft draft) {
        this.file = file;
        this.draft = draft;
    }

    @Override
    public void write(long at, byte[] bytes, int from, int length) throws IOException {
        file.write(at, bytes, from, length);
    }

    @Override
    public boolean isResumable() {
        return true;
    }

    @Override
    public InputStream content(long size) {
        return new ChannelInput(file.channel(), 0, size);
    }

    @Override
    public void complete(Digest digest, long size) throws IOException {
        Slot slot = draft.slot(digest, size);
        inDraft = slot;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content(size)) {
            long at = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                slot.write(at, buffer, 0, n);
                at += n;
            }
            slot.complete(digest, at);
        }
    }

    @Override
    public void keep() {
        if (inDraft != null) {
            inDraft.keep();
        }
    }

    @Override
    public Failure failed(IOException cause) {
        return file.failed(cause);
    }

    @Override
    public void close() {
        if (inDraft != null) {
            inDraft.close();
        }
        file.close();
    }
}
