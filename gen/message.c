/* Messages; see message.h. */
#include "message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
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
    const char *plain = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = term && strcmp(term, "dumb") == 0;
    Messages messages = {.quiet = options->quiet, .terminal = isatty(STDERR_FILENO) == 1};
    messages.draws = messages.terminal && !dumb;
    bool colored = messages.draws && !(plain && *plain);
    messages.color = options->color == COLOR_ALWAYS || (options->color == COLOR_AUTO && colored);
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

void message_note(const Messages *messages, const PsIssue *note)
{
    if (!messages->quiet) say(messages, "note", "", note->text);
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
    char format[120], text[2048];
    if (!messages->terminal || messages->quiet) return;
    PsError shown = {0}; /* its text is safe to print, whatever the path holds */
    ps_fail(&shown, PS_OK, NULL, NULL, NULL, "read %s as %s", input->path,
            message_format(input, format));
    ps_error_text(&shown, text, sizeof text);
    fprintf(stderr, "proofsheet: %s\n", text);
}

static int terminal_width(void)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

void progress_line(const Progress *progress, int width, char text[PROGRESS_SIZE])
{
    enum { BAR = 24, LEAST = 4 };
    char head[80], tail[80] = "", bar[BAR + 4] = "";
    int done = progress->done, total = progress->total;
    double rate = progress->seconds > 0 ? done / progress->seconds : 0;
    snprintf(head, sizeof head, "%s %d/%d ", progress->work, done, total);
    int used = snprintf(tail, sizeof tail, "%.0f/s", rate);
    if (rate > 0 && done < total) {
        snprintf(tail + used, sizeof tail - (size_t)used, ", %.0f s left", (total - done) / rate);
    }
    int room = width - 1 - (int)strlen(head) - (int)strlen(tail) - 3; /* "[", "] " */
    int length = room < BAR ? room : BAR;
    if (length >= LEAST) {
        bar[0] = '[';
        for (int i = 0; i < length; i++) {
            bar[1 + i] = (int64_t)i * total < (int64_t)done * length ? '#' : '-';
        }
        memcpy(bar + 1 + length, "] ", 3);
    }
    snprintf(text, PROGRESS_SIZE, "%s%s%s", head, bar, tail);
    if (width > 0 && width - 1 < (int)strlen(text)) text[width - 1] = '\0';
}

static void draw(const Progress *progress)
{
    char text[PROGRESS_SIZE];
    progress_line(progress, terminal_width(), text);
    fprintf(stderr, "\r%s\033[K", text);
    if (progress->done == progress->total) fprintf(stderr, "\r\033[K");
    fflush(stderr);
}

void message_progress(void *context, int done, int total)
{
    Messages *messages = context;
    if (!messages->draws || messages->quiet || total <= 0) return;
    double time = now();
    if (messages->started == 0) messages->started = time;
    if (time - messages->last_drawn < 0.1 && done < total) return;
    messages->last_drawn = time;
    Progress progress = {messages->work, done, total, time - messages->started};
    draw(&progress);
}
