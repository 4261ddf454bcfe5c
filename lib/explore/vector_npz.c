/* .npz: a ZIP of .npy files, as numpy.savez and numpy.savez_compressed write it. The central
   directory at the end says where each member lies (APPNOTE 6.3.10); members are stored or
   deflated. One holds the vectors, another one may hold the names. */
#include "explore/matrix.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    END_SIZE = 22,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    MOST_MEMBERS = 1000,
    DEFLATE_RATIO = 1040, /* deflate cannot do better than 1 : 1032 */
};

#define MOST_BYTES (2 * PS_MOST_VECTOR_BYTES + 65536)

typedef struct Zip {
    const unsigned char *bytes;
    size_t size;
    const char *file;
    PsError *error;
} Zip;

typedef struct Member {
    char name[128];
    unsigned method, flags;
    uint32_t crc;
    uint64_t packed, full, local; /* bytes; where its local header lies */
} Member;

static bool refuse(const Zip *zip, const char *place, const char *what)
{
    return ps_fail(zip->error, PS_ERROR_INPUT, zip->file, place,
                   "a whole .npz as numpy.savez writes it", "%s", what);
}

static uint64_t number(const unsigned char *at, int size)
{
    uint64_t value = 0;
    while (size-- > 0) value = value << 8 | at[size];
    return value;
}

/* Sizes of 0xFFFFFFFF stand in the zip64 extra field, in this order. */
static void read_zip64(Member *member, const unsigned char *extra, size_t length)
{
    uint64_t *fields[] = {&member->full, &member->packed, &member->local};
    while (length >= 4) {
        size_t size = (size_t)number(extra + 2, 2), at = 4;
        if (size > length - 4) return;
        for (int i = 0; i < 3 && number(extra, 2) == 1; i++) {
            if (*fields[i] != UINT32_MAX || at + 8 > size + 4) continue;
            *fields[i] = number(extra + at, 8);
            at += 8;
        }
        extra += size + 4;
        length -= size + 4;
    }
}

/* Reads the entry at *at of the central directory and moves on. */
static bool read_entry(const Zip *zip, size_t *at, Member *member)
{
    const unsigned char *entry = zip->bytes + *at;
    if (zip->size - *at < ENTRY_SIZE || memcmp(entry, "PK\1\2", 4) != 0) {
        return refuse(zip, "directory", "the directory of the archive is broken");
    }
    size_t name = (size_t)number(entry + 28, 2), extra = (size_t)number(entry + 30, 2);
    size_t whole = ENTRY_SIZE + name + extra + (size_t)number(entry + 32, 2);
    if (zip->size - *at < whole) return refuse(zip, "directory", "the archive is cut short");
    *member = (Member){.flags = (unsigned)number(entry + 8, 2),
                       .method = (unsigned)number(entry + 10, 2),
                       .crc = (uint32_t)number(entry + 16, 4),
                       .packed = number(entry + 20, 4),
                       .full = number(entry + 24, 4),
                       .local = number(entry + 42, 4)};
    size_t kept = name < sizeof member->name - 1 ? name : sizeof member->name - 1;
    memcpy(member->name, entry + ENTRY_SIZE, kept);
    read_zip64(member, entry + ENTRY_SIZE + name, extra);
    *at += whole;
    return true;
}

/* Where the member's bytes lie; everything is held against the size of the file. */
static bool find_data(const Zip *zip, const Member *member, const unsigned char **data)
{
    if (member->local > zip->size || zip->size - member->local < LOCAL_SIZE ||
        memcmp(zip->bytes + member->local, "PK\3\4", 4) != 0) {
        return refuse(zip, member->name, "the directory of the archive is broken");
    }
    const unsigned char *local = zip->bytes + member->local;
    size_t start = (size_t)member->local + LOCAL_SIZE + (size_t)number(local + 26, 2) +
                   (size_t)number(local + 28, 2);
    if (start > zip->size || zip->size - start < member->packed) {
        return refuse(zip, member->name, "the archive is cut short");
    }
    *data = zip->bytes + start;
    return true;
}

static bool inflate_all(const unsigned char *from, size_t packed, char *to, size_t full)
{
    z_stream stream = {.next_in = (z_const Bytef *)from, .next_out = (Bytef *)to};
    const size_t most = 1U << 30; /* counts of a step are 32 bits */
    int state = inflateInit2(&stream, -MAX_WBITS);
    while (state == Z_OK) {
        size_t in = packed < most ? packed : most, out = full < most ? full : most;
        stream.avail_in = (uInt)in;
        stream.avail_out = (uInt)out;
        state = inflate(&stream, Z_NO_FLUSH);
        packed -= in - stream.avail_in;
        full -= out - stream.avail_out;
        if (in == stream.avail_in && out == stream.avail_out) break; /* it does not go on */
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END && full == 0;
}

static uint32_t checksum(const char *data, size_t size)
{
    uLong sum = crc32(0, NULL, 0);
    for (size_t at = 0; at < size; at += 1U << 30) {
        size_t part = size - at < 1U << 30 ? size - at : 1U << 30;
        sum = crc32(sum, (const Bytef *)data + at, (uInt)part);
    }
    return (uint32_t)sum;
}

/* The member's content, ps_alloc'd. */
static bool unpack(const Zip *zip, const Member *member, char **content)
{
    const unsigned char *data = NULL;
    *content = NULL;
    if (member->flags & 1) return refuse(zip, member->name, "it is encrypted");
    if (member->method != 0 && member->method != 8) {
        return refuse(zip, member->name, "its method of compression is not read");
    }
    if (!find_data(zip, member, &data)) return false;
    uint64_t most = member->method == 0 ? member->packed : member->packed * DEFLATE_RATIO;
    if (member->full > most || member->full > MOST_BYTES ||
        (member->method == 0 && member->full != member->packed)) {
        return refuse(zip, member->name, "it claims more bytes than can be in it");
    }
    size_t full = (size_t)member->full;
    *content = ps_alloc(full + 1);
    (*content)[full] = '\0';
    bool fine = true;
    if (member->method == 0)
        memcpy(*content, data, full);
    else
        fine = inflate_all(data, (size_t)member->packed, *content, full);
    if (fine && checksum(*content, full) == member->crc) return true;
    return refuse(zip, member->name, "it is damaged");
}

/* Where the directory begins, and how many members it lists. */
static bool find_directory(const Zip *zip, size_t *at, int *count)
{
    size_t end = zip->size < END_SIZE ? 0 : zip->size - END_SIZE;
    size_t last = end > 65535 ? end - 65535 : 0; /* a comment may stand behind it */
    while (end > last && memcmp(zip->bytes + end, "PK\5\6", 4) != 0) end--;
    if (zip->size < END_SIZE || memcmp(zip->bytes + end, "PK\5\6", 4) != 0) {
        return refuse(zip, "directory", "no directory at the end: the archive is cut short");
    }
    *count = (int)number(zip->bytes + end + 10, 2);
    uint64_t start = number(zip->bytes + end + 16, 4);
    if (start == UINT32_MAX && end >= 20 && memcmp(zip->bytes + end - 20, "PK\6\7", 4) == 0) {
        uint64_t wide = number(zip->bytes + end - 12, 8); /* the zip64 record */
        if (wide <= zip->size && zip->size - wide >= 56) start = number(zip->bytes + wide + 48, 8);
    }
    if (start > zip->size) return refuse(zip, "directory", "the archive is cut short");
    if (*count > MOST_MEMBERS) {
        char found[40];
        snprintf(found, sizeof found, "more than %d members", MOST_MEMBERS);
        return refuse(zip, "directory", found);
    }
    *at = (size_t)start;
    return true;
}

/* Members of one kind: the first, and how many. */
typedef struct Some {
    Member first;
    int count;
} Some;

/* What the members turned out to be: tables of numbers of a usual name, others, lists of names. */
typedef struct Found {
    Some usual, others, names;
    uint64_t bytes; /* unpacked so far: members may lie on top of each other */
} Found;

static void add(Some *some, const Member *member)
{
    if (some->count++ == 0) some->first = *member;
}

static bool is_wanted(const char *name)
{
    static const char *const names[] = {"embeddings.npy", "vectors.npy", "features.npy", "X.npy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}

/* Tells a fault of a member by its name too: always false. */
static bool blame(const Zip *zip, const Member *member)
{
    PsError inner = *zip->error;
    char place[160];
    snprintf(place, sizeof place, "%.120s%s%.30s", member->name, *inner.place ? ": " : "",
             inner.place);
    return ps_fail(zip->error, inner.code, zip->file, place, inner.wanted, "%s", inner.found);
}

static bool read_header(const Zip *zip, const Member *member, const char *content, PsNpy *npy)
{
    return ps_npy_header(content, (size_t)member->full, zip->file, npy, zip->error) ||
           blame(zip, member);
}

static bool look(const Zip *zip, const Member *member, Found *found)
{
    char *content;
    PsNpy npy;
    size_t length = strlen(member->name);
    if (length < 4 || strcmp(member->name + length - 4, ".npy") != 0) return true;
    found->bytes += member->full < MOST_BYTES ? member->full : MOST_BYTES;
    if (found->bytes > MOST_BYTES) return refuse(zip, member->name, "too many bytes in all");
    bool fine = unpack(zip, member, &content) && read_header(zip, member, content, &npy);
    free(content);
    if (!fine) return false;
    bool text = npy.kind == 'U' || npy.kind == 'S';
    if (text && npy.dimensions == 1) add(&found->names, member);
    if (!text && npy.dimensions == 2) {
        add(is_wanted(member->name) ? &found->usual : &found->others, member);
    }
    return true;
}

/* One of a usual name goes before all others. */
static const Member *choose(const Zip *zip, const Found *found)
{
    const Some *some = found->usual.count > 0 ? &found->usual : &found->others;
    if (some->count == 1) return &some->first;
    if (some->count == 0) {
        refuse(zip, "members", "no table of numbers in it");
    } else if (some == &found->usual) {
        refuse(zip, some->first.name, "not the only table of numbers of a usual name");
    } else {
        refuse(zip, "members", "several tables of numbers, and none of them is called embeddings");
    }
    return NULL;
}

typedef bool (*ReadMember)(const char *data, size_t size, const PsNpy *npy, PsMatrix *matrix,
                           PsError *error);

static bool read_member(const Zip *zip, const Member *member, ReadMember read, PsMatrix *matrix)
{
    char *content;
    PsNpy npy;
    bool fine =
        unpack(zip, member, &content) && read_header(zip, member, content, &npy) &&
        (read(content, (size_t)member->full, &npy, matrix, zip->error) || blame(zip, member));
    free(content);
    return fine;
}

bool ps_matrix_npz(const char *data, size_t size, PsMatrix *matrix, PsError *error)
{
    Zip zip = {(const unsigned char *)data, size, matrix->file, error};
    Found found = {0};
    Member member;
    size_t at = 0;
    int count = 0;
    if (!find_directory(&zip, &at, &count)) return false;
    for (int i = 0; i < count; i++) {
        if (!read_entry(&zip, &at, &member) || !look(&zip, &member, &found)) return false;
    }
    const Member *numbers = choose(&zip, &found);
    if (!numbers || !read_member(&zip, numbers, ps_npy_numbers, matrix)) return false;
    return found.names.count != 1 || read_member(&zip, &found.names.first, ps_npy_names, matrix);
}
