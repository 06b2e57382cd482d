/**
 * Texts for networks that read them: {@linkplain dev.wengert.nn.text.Tokenizer tokenizers} cut
 * texts into pieces that a vocabulary knows, and a {@link dev.wengert.nn.text.TokenBatch} fills
 * several up to one length.
 *
 * {@snippet class="dev.wengert.nn.text.TextSnippetsTest" region="tokens"}
 *
 * <p>{@link dev.wengert.nn.text.WordPiece} is that of BERT and of what descends from it; it reads
 * {@code vocab.txt} and {@code tokenizer.json}, and gives the numbers that the library of Hugging
 * Face gives, but for letters that Unicode has got since that library's tables were made, in 2015.
 * {@link dev.wengert.nn.text.LibraryTokenizer} is that library itself, for files of any kind.
 *
 * <p>{@link dev.wengert.nn.text.Generation} writes texts by a network that says what comes next,
 * drawn by a {@link dev.wengert.nn.text.Sampling} or searched for by beams.
 */
@NullMarked
package dev.wengert.nn.text;

import org.jspecify.annotations.NullMarked;
