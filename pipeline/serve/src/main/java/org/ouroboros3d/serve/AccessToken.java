package org.ouroboros3d.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.ouroboros3d.error.InputException;

/** A secret that clients show, compared in constant time. */
public final class AccessToken {
    private static final int MIN_LENGTH = 16;
    private static final int MAX_LENGTH = 1024;
    private static final String REMEDY =
            "write one line of at least 16 letters, digits and signs without blanks into it,"
                    + " such as that of 'openssl rand -hex 32'";

    private final byte[] digest;

    AccessToken(String secret) {
        this.digest = digest(secret);
    }

    /**
     * {@return the token in a file's only line}
     *
     * @throws InputException if the file cannot be read, or holds no line that is safe as a token
     */
    public static AccessToken read(Path file) {
        String secret;
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new InputException(file.toString(), "it holds more than " + MAX_LENGTH + " bytes", REMEDY);
            }
            secret = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new InputException(file.toString(), "it cannot be read (" + e + ")", "check its path", e);
        }
        if (secret.length() < MIN_LENGTH || !secret.matches("[!-~]+")) {
            throw new InputException(file.toString(), "it holds no token", REMEDY);
        }
        return new AccessToken(secret);
    }

    /** {@return whether a secret is this one, in a time that tells nothing of it} */
    boolean matches(String secret) {
        // Of digests, so that not even the length shows.
        return MessageDigest.isEqual(digest, digest(secret));
    }

    private static byte[] digest(String secret) {
        return sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
