package org.ouroboros3d.diffusion;

/**
 * The counter-based generator Philox4x32-10 of Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
 *
 * <p>It maps a 128-bit counter and a 64-bit key to 128 random bits, with no state in between: the same arguments give
 * the same bits everywhere.
 */
final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    /** Golden ratio and the square root of 3 less 1, in 0.32 fixed point: the key's Weyl sequence. */
    private static final int WEYL_0 = 0x9E3779B9;

    private static final int WEYL_1 = 0xBB67AE85;

    private Philox() {}

    /**
     * Replaces a counter by the random words that belong to it.
     *
     * @param words the counter, four words, least significant first; overwritten by the result
     * @param key the key
     */
    static void generate(int[] words, long key) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(words[0]);
            long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(words[2]);
            words[0] = (int) (product1 >>> 32) ^ words[1] ^ key0;
            words[1] = (int) product1;
            words[2] = (int) (product0 >>> 32) ^ words[3] ^ key1;
            words[3] = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
    }
}
