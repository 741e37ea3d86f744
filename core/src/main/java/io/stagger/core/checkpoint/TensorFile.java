package io.stagger.core.checkpoint;

/**
 * The size and digest of a file that was written, by which it is verified when it is read.
 *
 * @param bytes the file's length
 * @param sha256 its SHA-256 in hexadecimal
 */
public record TensorFile(long bytes, String sha256) {}
