/* What a user may have meant by a word that is none. */
#ifndef GUESS_H
#define GUESS_H

#include <stddef.h>

/* The nearest name so far; start with {word, length}. */
typedef struct Guess {
    const char *word;
    size_t length;
    const char *best; /* NULL: none is near */
    int distance;
} Guess;

/* Offers a name. Near is: a third of its letters, at least one, is changed, left out, added or
   exchanged with its neighbour. Of equally near names the first is kept. */
void guess_offer(Guess *guess, const char *name);

#endif
