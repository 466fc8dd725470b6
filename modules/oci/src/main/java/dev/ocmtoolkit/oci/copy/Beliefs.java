// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Location;
import java.util.ArrayList;
import java.util.List;

/**
 * What a unit believed because a manifest at the target vouches for it. A registry that refuses a manifest for missing content says that
 * some of it was wrong: then it is forgotten, and done.
 */
final class Beliefs {
    private final Ledger ledger;
    private final List<Move> past = new ArrayList<>();

    Beliefs(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Remembers a move that may rest on such evidence. */
    void add(Move move) {
        past.add(move);
    }

    /** Forgets all such evidence, and returns what is to be done instead; nothing if there was none. */
    List<Move> drop() {
        List<Move> instead = new ArrayList<>();
        for (Move move : past) {
            switch (move) {
                case Move.Keep keep -> {
                    if (doubt(keep.at().location(), keep.object())) {
                        instead.addAll(keep.otherwise());
                    }
                }
                case Move.CopyBlob copy -> {
                    if (doubt(copy.to().location(), copy.blob())) {
                        instead.add(copy);
                    }
                }
                case Move.PutBlob put -> {
                    if (doubt(put.to().location(), put.blob())) {
                        instead.add(put);
                    }
                }
                case Move.Lack lack -> {}
                case Move.PutManifest put -> {}
                case Move.Pack pack -> {}
                case Move.Unpack unpack -> {}
                case Move.Assemble assemble -> {}
            }
        }
        past.clear();
        return instead;
    }

    private boolean doubt(Location where, Descriptor object) {
        return ledger.forgetImplied(where, object.digest());
    }
}
