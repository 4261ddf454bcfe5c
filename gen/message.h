/* What the program says on standard error: one line each, and a progress bar on a terminal. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "options.h"
#include "proofsheet.h"

typedef struct Messages {
    bool quiet, color, terminal;
    double started; /* of the work under way, seconds */
    double last_drawn;
    const char *work; /* "pictures" */
} Messages;

Messages messages_start(const Options *options);

void message_error(const Messages *messages, const PsError *error);

/* "proofsheet: warning: FILE:PLACE: text (12 times)", for each issue. */
void message_issues(const Messages *messages, const PsIssue *issues, int count);

/* Draws the bar at most ten times a second; `context` is a Messages. */
void message_progress(void *context, int done, int total);

#endif
