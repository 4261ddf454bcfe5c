/* Lines of a text that end in numbers: "a name 0.5 1 2 3 4". */
#ifndef PS_READ_WORDS_H
#define PS_READ_WORDS_H

#include "read/source.h"

enum { PS_WORDS = 8 }; /* most words that are looked at, from the right */

typedef struct PsWords {
    const PsSourceFile *file;
    const char *next;
    const char *start, *end; /* the current line without blanks around it; never empty */
    long line;               /* its number, from 1 */
} PsWords;

void ps_words_start(PsWords *words, const PsSourceFile *file);

/* The next line that is not blank, or false at the end. */
bool ps_words_next(PsWords *words);

PsPlace ps_words_place(const PsWords *words);

/* How many words at the end of the line are finite numbers, at most `most`; their values from left
   to right. *rest is where they begin. */
int ps_words_numbers(const PsWords *words, int most, double *values, const char **rest);

/* What is before `rest`, without blanks and quotes around it; returns the length. */
size_t ps_words_name(const PsWords *words, const char *rest, const char **name);

/* Refuses a line that does not end in `wanted` numbers: too short, or a word that is none. `layout`
   names the columns. Always false. */
bool ps_words_refuse(const PsWords *words, int wanted, const char *layout, PsError *error);

/* Refuses the line as it is. Always false. */
bool ps_words_refuse_line(const PsWords *words, const char *wanted, const char *found,
                          PsError *error);

/* Is the name in UTF-8, without control characters? */
bool ps_words_is_text(const char *name, size_t length);

#endif
