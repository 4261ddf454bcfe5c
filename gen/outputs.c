/* Writes a report; see outputs.h. */
#include "outputs.h"

#include "base/file.h"
#include "render/html.h"
#include "render/pdf.h"

enum {
    SLOW_PAGE = 25000000, /* bytes of a page in one file: said */
    HUGE_PAGE = 100000000 /* refused */
};

void output_warn(const Job *job, const char *code, const char *file, const char *text)
{
    PsIssue issue = {.code = code, .file = file, .text = text, .count = 1};
    message_issues(&job->messages, &issue, 1);
}

static void warn_page(void *context, const char *text)
{
    output_warn(context, "page-large", "index.html", text);
}

static bool write_page(const Outputs *outputs, PsError *error)
{
    const Options *given = outputs->job->options;
    HtmlOptions options = {.folder = outputs->folder,
                           .no_pdf = given->no_pdf || outputs->job->part,
                           .one_file = given->single_file,
                           .warn_above = given->single_file ? SLOW_PAGE : 0,
                           .refuse_above = given->single_file && !given->allow_huge ? HUGE_PAGE : 0,
                           .warn = warn_page,
                           .context = outputs->job};
    return html_write(outputs->report, &options, error);
}

static void warn_pdf(void *context, const char *text)
{
    output_warn(context, "pdf-text", "report.pdf", text);
}

static bool write_pdf(const Outputs *outputs, PsError *error)
{
    if (outputs->job->options->no_pdf || outputs->job->part) return true;
    PdfOptions options = {.folder = outputs->folder,
                          .font = outputs->job->options->font,
                          .warn = warn_pdf,
                          .context = outputs->job};
    return pdf_write(outputs->report, &options, error);
}

static bool write_json(const Outputs *outputs, PsError *error)
{
    PsBuf out = PS_BUF;
    export_json(outputs->export, &out);
    char *path = ps_path_join(outputs->job->arena, outputs->folder, "report.json");
    bool fine = ps_file_write(path, out.data, out.length, error);
    ps_buf_free(&out);
    return fine;
}

static bool write_csv(const Outputs *outputs, PsError *error)
{
    return export_csv(outputs->export, outputs->folder, error);
}

typedef bool (*WriteOutput)(const Outputs *outputs, PsError *error);
static const WriteOutput writers[] = {write_page, write_pdf, write_json, write_csv};

/* A page in one file carries the pictures; the PDF has taken its own by then. */
static bool remove_pictures(const Outputs *outputs)
{
    static const char *const folders[] = {"thumbs", "previews"};
    Job *job = outputs->job;
    for (int i = 0; i < 2; i++) {
        const char *path = ps_path_join(job->arena, outputs->folder, folders[i]);
        if (ps_folder_exists(path) && !ps_folder_remove(path, &job->error)) return false;
    }
    return true;
}

bool outputs_write(const Outputs *outputs)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (!writers[i](outputs, &outputs->job->error)) return false;
    }
    return !outputs->job->options->single_file || remove_pictures(outputs);
}
