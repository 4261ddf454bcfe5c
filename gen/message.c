/* Messages; see message.h. */
#include "message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

Messages messages_start(const Options *options)
{
    Messages messages = {.quiet = options->quiet, .terminal = isatty(STDERR_FILENO) == 1};
    messages.color =
        options->color == COLOR_ALWAYS || (options->color == COLOR_AUTO && messages.terminal);
    return messages;
}

static void say(const Messages *messages, const char *kind, const char *color, const char *text)
{
    if (messages->color) {
        fprintf(stderr, "proofsheet: %s%s:\033[0m %s\n", color, kind, text);
    } else {
        fprintf(stderr, "proofsheet: %s: %s\n", kind, text);
    }
}

void message_error(const Messages *messages, const PsError *error)
{
    char text[2800];
    ps_error_text(error, text, sizeof text);
    say(messages, "error", "\033[1;31m", text);
}

static void say_issue(const Messages *messages, const PsIssue *issue)
{
    PsError shown = {0};
    char text[2048], times[48] = "";
    if (issue->count > 1) snprintf(times, sizeof times, " (%d times)", issue->count);
    ps_fail(&shown, PS_OK, issue->file, issue->place, NULL, "%s%s", issue->text, times);
    ps_error_text(&shown, text, sizeof text);
    say(messages, "warning", "\033[1;33m", text);
}

void message_issues(const Messages *messages, const PsIssue *issues, int count)
{
    for (int i = 0; i < count && !messages->quiet; i++) say_issue(messages, &issues[i]);
}

const char *message_format(const PsInput *input, char text[120])
{
    const PsFormat *format = ps_formats();
    while (format->name && strcmp(format->name, input->format) != 0) format++;
    snprintf(text, 120, "%.80s, %d %s", format->name ? format->title : input->format,
             input->file_count, input->file_count == 1 ? "file" : "files");
    return text;
}

void message_input(const Messages *messages, const PsInput *input)
{
    char text[120];
    if (!messages->terminal || messages->quiet) return;
    PsError shown = {0}; /* its text is safe to print, whatever the path holds */
    ps_fail(&shown, PS_OK, NULL, NULL, NULL, "read %s as %s", input->path,
            message_format(input, text));
    fprintf(stderr, "proofsheet: %s\n", shown.found);
}

enum { BAR = 24 };

static void draw(const Messages *messages, int done, int total, double seconds)
{
    char bar[BAR + 1];
    int filled = (int)((double)BAR * done / total);
    memset(bar, '-', BAR);
    memset(bar, '#', (size_t)filled);
    bar[BAR] = '\0';
    double rate = seconds > 0 ? done / seconds : 0;
    fprintf(stderr, "\r%s %d/%d [%s] %.0f/s", messages->work, done, total, bar, rate);
    if (rate > 0 && done < total) fprintf(stderr, ", %.0f s left", (total - done) / rate);
    fprintf(stderr, "\033[K");
    if (done == total) fprintf(stderr, "\r\033[K");
    fflush(stderr);
}

void message_progress(void *context, int done, int total)
{
    Messages *messages = context;
    if (!messages->terminal || messages->quiet || total <= 0) return;
    double time = now();
    if (messages->started == 0) messages->started = time;
    if (time - messages->last_drawn < 0.1 && done < total) return;
    messages->last_drawn = time;
    draw(messages, done, total, time - messages->started);
}
