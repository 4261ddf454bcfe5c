/* The files and folders that were given to read, whatever they are for. */
#ifndef GIVEN_H
#define GIVEN_H

#include "options.h"

/* Standard input ("-") can be read once. */
bool given_check(const Options *options, PsError *error);

/* Refuses an input that is, or lies in, the folder (resolved), which is going to be replaced; links
   are followed. `shown` is the folder's name in the message. */
bool given_outside(const Options *options, const char *folder, const char *shown, PsError *error);

#endif
