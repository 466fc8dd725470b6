// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that makes a directory, says where, and waits in the middle to be killed. */
final class KilledMaker {
    private KilledMaker() {}

    public static void main(String[] args) throws IOException {
        Unfinished unfinished = Unfinished.at(Path.of(args[0]));
        Files.createDirectory(unfinished.path());
        Files.writeString(unfinished.path().resolve("half"), "half");
        System.out.println(unfinished.path());
        System.in.read();
    }
}
