/* What the program can be asked for: commands and options, a row each. Parsing, help and manual
   page come from these two tables. */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stddef.h>

/* Bits: the commands that an option belongs to. */
enum {
    REPORT = 1,
    METRICS = 2,
    CHECK = 4,
    FORMATS = 8,
    READS = REPORT | METRICS | CHECK,
    ALL = 15
};

typedef struct Command {
    const char *name;
    int bit;
    const char *usage, *help;
} Command;

/* The part of the help in which an option stands; see option_groups. */
typedef enum OptionGroup { INPUT, FIGURES, COMPARE, OUTPUT, GATE, RUN, OPTION_GROUPS } OptionGroup;

typedef enum OptionKind { TEXT, LIST, FLAG, NUMBER, RATE, COUNT, NONE_OR_COUNT, WHEN } OptionKind;

typedef struct Option {
    OptionGroup group;
    const char *name, *argument, *help;
    OptionKind kind;
    char letter; /* or 0 */
    int commands;
    size_t field;     /* offset in Options */
    double low, high; /* NUMBER: low < value <= high; RATE, COUNT: low <= value <= high;
                         NONE_OR_COUNT: 0 too */
} Option;

enum { COMMANDS = 4, OPTIONS = 37 };
extern const Command commands[COMMANDS];
extern const Option options_table[OPTIONS];
extern const char *const option_groups[OPTION_GROUPS]; /* their headings */

#endif
