/* Files and folders; see file.h. */
#include "base/file.h"

#include "base/buf.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(PsError *error, const char *path, const char *what)
{
    return ps_fail(error, PS_ERROR_INPUT, path, NULL, NULL, "%s", what);
}

/* A regular file states its size; a pipe does not, so the buffer grows as bytes come. */
static bool read_all(int file, const char *path, size_t limit, PsBuf *buf, PsError *error)
{
    for (;;) {
        ps_buf_reserve(buf, buf->length < 65536 ? 65536 : 1);
        size_t room = buf->capacity - buf->length - 1;
        ssize_t got = read(file, buf->data + buf->length, room);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(error, path, strerror(errno));
        if (got == 0) break;
        buf->length += (size_t)got;
        if (buf->length > limit) {
            return ps_fail(error, PS_ERROR_INPUT, path, NULL, NULL,
                           "larger than the limit of %zu bytes", limit);
        }
    }
    buf->data[buf->length] = '\0';
    return true;
}

static bool check_kind(int file, const char *path, size_t limit, PsBuf *buf, PsError *error)
{
    struct stat info;
    if (fstat(file, &info) != 0) return refuse(error, path, strerror(errno));
    if (S_ISDIR(info.st_mode)) {
        return ps_fail(error, PS_ERROR_INPUT, path, NULL, "a file", "is a folder");
    }
    if (S_ISREG(info.st_mode)) {
        if ((uintmax_t)info.st_size > limit) {
            return ps_fail(error, PS_ERROR_INPUT, path, NULL, NULL,
                           "%ju bytes, more than the limit of %zu", (uintmax_t)info.st_size, limit);
        }
        ps_buf_reserve(buf, (size_t)info.st_size + 1);
    } else if (!S_ISFIFO(info.st_mode) && file != STDIN_FILENO) {
        return ps_fail(error, PS_ERROR_INPUT, path, NULL, "a file", "is not a regular file");
    }
    return true;
}

bool ps_file_read(const char *path, size_t limit, PsBytes *bytes, PsError *error)
{
    *bytes = (PsBytes){0};
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) return refuse(error, path, strerror(errno));
    PsBuf buf = PS_BUF;
    bool fine =
        check_kind(file, path, limit, &buf, error) && read_all(file, path, limit, &buf, error);
    if (!standard) close(file);
    if (!fine) {
        ps_buf_free(&buf);
        return false;
    }
    ps_buf_reserve(&buf, 1);
    buf.data[buf.length] = '\0';
    *bytes = (PsBytes){buf.data, buf.length};
    return true;
}

void ps_bytes_free(PsBytes *bytes)
{
    free(bytes->data);
    *bytes = (PsBytes){0};
}

static bool write_fails(PsError *error, const char *path)
{
    return ps_fail(error, PS_ERROR_OUTPUT, path, NULL, NULL, "cannot be written: %s",
                   strerror(errno));
}

bool ps_file_write(const char *path, const void *data, size_t size, PsError *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return write_fails(error, path);
    const char *at = data;
    while (size > 0) {
        ssize_t done = write(file, at, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            write_fails(error, path);
            close(file);
            return false;
        }
        at += done;
        size -= (size_t)done;
    }
    if (close(file) != 0) return write_fails(error, path);
    return true;
}

bool ps_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool ps_folder_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

const char ps_report_mark[] = ".proofsheet";

bool ps_folder_is_report(const char *path)
{
    PsBuf mark = PS_BUF;
    ps_buf_printf(&mark, "%s/%s", path, ps_report_mark);
    bool there = ps_file_exists(mark.data);
    ps_buf_free(&mark);
    return there;
}

bool ps_folder_make(const char *path, PsError *error)
{
    PsBuf so_far = PS_BUF;
    bool fine = true;
    for (const char *at = path; fine; at++) {
        bool end = *at == '\0';
        if ((end || *at == '/') && so_far.length > 0) {
            fine = mkdir(so_far.data, 0777) == 0;
            int why = errno == EEXIST && !end ? ENOTDIR : errno; /* the question may change it */
            fine = fine || ps_folder_exists(so_far.data);
            errno = why;
        }
        if (end) break;
        ps_buf_char(&so_far, *at);
    }
    if (!fine) {
        ps_fail(error, PS_ERROR_OUTPUT, path, NULL, NULL, "folder cannot be made: %s",
                strerror(errno));
    }
    ps_buf_free(&so_far);
    return fine;
}

bool ps_folder_list(const char *path, PsArena *arena, char ***names, int *count, PsError *error)
{
    *names = NULL;
    *count = 0;
    DIR *folder = opendir(path);
    if (!folder) return refuse(error, path, strerror(errno));
    PsBuf list = PS_BUF;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char *name = ps_arena_text(arena, entry->d_name);
        PS_BUF_PUSH(&list, name);
    }
    closedir(folder);
    size_t n = PS_BUF_COUNT(&list, char *);
    *names = ps_arena_copy(arena, list.data, list.length);
    *count = (int)n;
    if (n > 1) qsort(*names, n, sizeof(char *), ps_text_order);
    ps_buf_free(&list);
    return true;
}

static bool empty_folder(int file);

/* A file, a link or a folder with all in it; what vanishes meanwhile is gone all the same. */
static bool remove_entry(int folder, const char *name)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return true;
    int why = errno;
    int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0 && (errno == ENOTDIR || errno == ELOOP)) errno = why;
    if (below < 0 || !empty_folder(below)) return false;
    return unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

/* Some systems pass over entries while others are being removed: it is read until it is empty. */
static bool empty_all(DIR *folder)
{
    for (bool again = true; again; rewinddir(folder)) {
        again = false;
        for (struct dirent *entry; (entry = readdir(folder));) {
            if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
            if (!remove_entry(dirfd(folder), entry->d_name)) return false;
            again = true;
        }
    }
    return true;
}

/* Takes the descriptor over; false: errno says why. No memory is asked for but by the system, so
   that a program that ran out of it can clean up, and no link is followed. */
static bool empty_folder(int file)
{
    DIR *folder = fdopendir(file);
    bool fine = folder && empty_all(folder);
    int why = errno;
    if (folder)
        closedir(folder);
    else
        close(file);
    errno = why;
    return fine;
}

bool ps_folder_remove(const char *path, PsError *error)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool gone = file < 0 && errno == ENOENT;
    if (gone || (file >= 0 && empty_folder(file) && rmdir(path) == 0)) return true;
    return ps_fail(error, PS_ERROR_OUTPUT, path, NULL, NULL, "cannot be removed: %s",
                   strerror(errno));
}

const char *ps_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *ps_path_stem(PsArena *arena, const char *path)
{
    const char *base = ps_path_base(path), *dot = strrchr(base, '.');
    size_t length = dot && dot != base ? (size_t)(dot - base) : strlen(base);
    return ps_arena_text_n(arena, base, length);
}

char *ps_path_join(PsArena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    bool slash = length > 0 && folder[length - 1] == '/';
    return ps_arena_printf(arena, "%s%s%s", folder, slash || length == 0 ? "" : "/", name);
}

bool ps_path_lies_in(const char *root, const char *path)
{
    size_t length = strlen(root);
    if (strncmp(path, root, length) != 0) return false;
    return path[length] == '/' || path[length] == '\0' || strcmp(root, "/") == 0;
}

const char *const ps_picture_endings[] = {"jpg", "jpeg", "jpe", "jfif", "png", "webp", NULL};

bool ps_name_ends(const char *name, const char *const *endings)
{
    const char *dot = strrchr(ps_path_base(name), '.');
    for (int i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot + 1, endings[i]) == 0) return true;
    }
    return false;
}

static bool is_parent_step(const char *part)
{
    return part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\0');
}

bool ps_path_is_inside(const char *name)
{
    if (!*name || *name == '/' || strchr(name, '\\') || strstr(name, "://")) return false;
    if (name[1] == ':' && (name[2] == '/' || name[2] == '\0')) return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        if (*part == '/') part++;
        if (is_parent_step(part)) return false;
    }
    for (const char *c = name; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) return false;
    }
    return true;
}

struct PsHash {
    struct sha256_ctx context;
};

PsHash *ps_hash_new(PsArena *arena)
{
    PsHash *hash = PS_NEW(arena, PsHash);
    sha256_init(&hash->context);
    return hash;
}

void ps_hash_add(PsHash *hash, const void *data, size_t size)
{
    sha256_update(&hash->context, size, data);
}

void ps_hash_end(PsHash *hash, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

void ps_sha256(const void *data, size_t size, char hex[65])
{
    PsHash hash;
    sha256_init(&hash.context);
    ps_hash_add(&hash, data, size);
    ps_hash_end(&hash, hex);
}
