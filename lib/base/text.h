/* Texts from input: UTF-8 that is checked, and mended where it must be shown. */
#ifndef PS_BASE_TEXT_H
#define PS_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Offset of the first byte that is not valid UTF-8 (RFC 3629), or `length` if all is well. */
size_t ps_utf8_check(const char *text, size_t length);

/* Decodes one character and moves *text on; U+FFFD for a bad byte. *text must not be at its end. */
uint32_t ps_utf8_next(const char **text);

/* Appends one character as UTF-8 to out (4 bytes room); returns the number of bytes. */
int ps_utf8_put(uint32_t character, char out[4]);

/* Controls, U+FFFD, and the marks that can turn the reading order of what follows around. */
bool ps_is_unshowable(uint32_t character);

/* The text with bad bytes, control characters and bidirectional overrides replaced by U+FFFD, fit
   to be shown; the same pointer if nothing had to change. */
const char *ps_text_shown(PsArena *arena, const char *text);

/* The text cut in the middle to at most `most` characters: "a very … name". */
const char *ps_text_shortened(PsArena *arena, const char *text, int most);

/* Number of characters. */
int ps_text_length(const char *text);

struct PsBuf;

/* Appends the text; bytes that are no UTF-8 (a file's name may be any) become U+FFFD, one each. */
void ps_utf8_mend(struct PsBuf *out, const char *text);

/* For qsort of an array of texts: by bytes. */
int ps_text_order(const void *a, const void *b);

#endif
