/* Data health: what is odd in the inputs, and what is only worth knowing. */
#include "build.h"
#include "format.h"

#include "base/file.h"
#include "base/text.h"

enum { PLACES_SHOWN = 8 };

static const char *shown_or_empty(PsArena *arena, const char *text)
{
    return text ? ps_text_shown(arena, text) : "";
}

static const char *place_text(PsArena *arena, const PsWhere *where, const char *first_file)
{
    const char *place = shown_or_empty(arena, where->place);
    if (where->file == first_file) return place;
    const char *file = shown_or_empty(arena, ps_path_base(where->file));
    return *place ? ps_arena_printf(arena, "%s: %s", file, place) : file;
}

/* The places after the first, as far as they are shown. */
static void fill_places(PsArena *arena, const PsIssue *issue, Warning *warning)
{
    int most = issue->place_count - 1 < PLACES_SHOWN ? issue->place_count - 1 : PLACES_SHOWN;
    if (most <= 0) return;
    warning->places = PS_ARRAY(arena, const char *, most);
    for (int i = 1; i <= most; i++) {
        warning->places[warning->place_count++] = place_text(arena, &issue->places[i], issue->file);
    }
    int left = issue->count - 1 - most;
    if (left > 0) warning->more = ps_arena_printf(arena, "and %s more", count_text(arena, left));
}

static Warning make_warning(PsArena *arena, const PsIssue *issue, const char *severity)
{
    Warning warning = {
        .severity = severity,
        .code = shown_or_empty(arena, issue->code),
        .file = shown_or_empty(arena, issue->file ? ps_path_base(issue->file) : NULL),
        .place = shown_or_empty(arena, issue->place),
        .text = shown_or_empty(arena, issue->text),
        .count = count_text(arena, issue->count),
        .more = "",
    };
    fill_places(arena, issue, &warning);
    return warning;
}

static const char *health_note(PsArena *arena, int warnings, int notes)
{
    if (warnings == 0 && notes == 0) return "Nothing odd was found.";
    const char *odd = warnings == 0 ? "Nothing is wrong as far as can be told"
                                    : plural(arena, warnings, "kind of fault", "kinds of fault");
    if (notes == 0) return ps_arena_printf(arena, "%s.", odd);
    return ps_arena_printf(arena, "%s, %s worth knowing.", odd,
                           plural(arena, notes, "thing", "things"));
}

void build_data(Report *report, const BuildInput *input)
{
    PsArena *arena = report->arena;
    int warnings = input->issue_count, notes = input->note_count;
    report->warnings = PS_ARRAY(arena, Warning, warnings + notes);
    report->warning_count = warnings + notes;
    for (int i = 0; i < warnings; i++) {
        report->warnings[i] = make_warning(arena, &input->issues[i], "Fault");
    }
    for (int i = 0; i < notes; i++) {
        report->warnings[warnings + i] = make_warning(arena, &input->notes[i], "Note");
    }
    report->health_note = health_note(arena, warnings, notes);
}
