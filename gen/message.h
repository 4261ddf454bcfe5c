/* What the program says on standard error: one line each, and a progress bar on a terminal. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "options.h"
#include "proofsheet.h"

typedef struct Messages {
    bool quiet, color, terminal;
    bool draws;     /* a terminal that can go back in a line */
    double started; /* of the work under way, seconds */
    double last_drawn;
    const char *work; /* "pictures" */
} Messages;

Messages messages_start(const Options *options);

void message_error(const Messages *messages, const PsError *error);

/* "proofsheet: warning: FILE:PLACE: text (12 times)", for each issue. */
void message_issues(const Messages *messages, const PsIssue *issues, int count);

/* "proofsheet: note: text", for what a user should know at once though nothing is wrong. */
void message_note(const Messages *messages, const PsIssue *note);

/* "YOLO labels, 159 files": what an input was taken for. */
const char *message_format(const PsInput *input, char text[120]);

/* "proofsheet: read gt as YOLO labels, 159 files", on a terminal only: elsewhere standard error
   holds warnings and errors. */
void message_input(const Messages *messages, const PsInput *input);

/* How far a long work is. */
typedef struct Progress {
    const char *work;
    int done, total;
    double seconds; /* since it began */
} Progress;

/* "pictures 3/87 [##--] 12/s, 7 s left", shorter than `width` characters so that it does not wrap:
   the bar shrinks, and goes. */
enum { PROGRESS_SIZE = 200 };
void progress_line(const Progress *progress, int width, char text[PROGRESS_SIZE]);

/* Draws the bar at most ten times a second; `context` is a Messages. */
void message_progress(void *context, int done, int total);

#endif
