/* What a picture may ask for. A few hundred bytes can declare gigabytes, so every decoder is held
   to these figures before it allocates or works; they are written nowhere else in the library. */
#ifndef PS_IMAGE_LIMITS_H
#define PS_IMAGE_LIMITS_H

enum {
    PS_LIMIT_SIDE = 65500,                      /* pixels a side; the JPEG libraries' own limit */
    PS_LIMIT_PIXELS = 100 * 1000 * 1000,        /* pixels in all */
    PS_LIMIT_FILE_BYTES = 256 * 1024 * 1024,    /* encoded */
    PS_LIMIT_DECODER_BYTES = 256 * 1024 * 1024, /* held by a decoder beside the result */
    PS_LIMIT_CHUNK_BYTES = 8 * 1024 * 1024,     /* one PNG chunk that is not pixels */
    PS_LIMIT_CHUNKS = 1000,                     /* PNG chunks that are not pixels */
    PS_LIMIT_SCANS = 500,                       /* scans of a progressive JPEG */
};

/* Scans times pixels: photos have about ten scans, a bomb has hundreds of large ones. */
#define PS_LIMIT_SCANNED_PIXELS 4e9

#endif
