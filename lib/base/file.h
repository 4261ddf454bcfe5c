/* Files and folders: whole reads, whole writes, sorted listings. */
#ifndef PS_BASE_FILE_H
#define PS_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

typedef struct PsBytes {
    char *data; /* malloc'd; data[size] is 0 */
    size_t size;
} PsBytes;

/* Reads the file, or standard input if path is "-". Refuses folders, devices and files of more
   than `limit` bytes. On failure bytes->data is NULL. */
bool ps_file_read(const char *path, size_t limit, PsBytes *bytes, PsError *error);
void ps_bytes_free(PsBytes *bytes);

/* Writes the file, over one that is there. Not atomic: half of it may stand there after a failure,
   so the caller works in a folder that is put in its place when all is done. */
bool ps_file_write(const char *path, const void *data, size_t size, PsError *error);

/* True if a file, or a folder, is there. */
bool ps_file_exists(const char *path);
bool ps_folder_exists(const char *path);

/* Makes the folder and its parents. */
bool ps_folder_make(const char *path, PsError *error);

/* Removes the folder and all in it; symbolic links are removed, not followed. */
bool ps_folder_remove(const char *path, PsError *error);

/* Names in the folder without "." and "..", sorted by bytes. */
bool ps_folder_list(const char *path, PsArena *arena, char ***names, int *count, PsError *error);

/* "a/b.c" -> "b.c"; "b.c" -> "b"; text points into the arena. */
const char *ps_path_base(const char *path);
char *ps_path_stem(PsArena *arena, const char *path);
char *ps_path_join(PsArena *arena, const char *folder, const char *name);

/* True if the path (resolved) is the folder `root` (resolved) or lies in it. */
bool ps_path_lies_in(const char *root, const char *path);

/* True if the name ends with a dot and one of the endings, in any case. `endings` is ended by NULL.
 */
bool ps_name_ends(const char *name, const char *const *endings);
extern const char *const ps_picture_endings[]; /* jpg, jpeg, ... */

/* The file that stands in every folder that proofsheet made or is making, and the question whether
   it stands in this one. What is in such a folder is no input. */
extern const char ps_report_mark[];
bool ps_folder_is_report(const char *path);

/* True if a name from an input may be opened below a folder the user gave: not empty, not absolute,
   no "..", no drive letter, no URL, no control character, no backslash. */
bool ps_path_is_inside(const char *name);

/* SHA-256 of bytes that come piece by piece (FIPS 180-4, by nettle). */
typedef struct PsHash PsHash;
PsHash *ps_hash_new(PsArena *arena);
void ps_hash_add(PsHash *hash, const void *data, size_t size);
void ps_hash_end(PsHash *hash, char hex[65]);

/* The SHA-256 of the bytes as 64 hexadecimal digits and a terminator. */
void ps_sha256(const void *data, size_t size, char hex[65]);

#endif
