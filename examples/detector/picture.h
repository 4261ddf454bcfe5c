/* picture.h - decoded JPEG pictures. */
#ifndef DETECTOR_PICTURE_H
#define DETECTOR_PICTURE_H

struct picture {
    int w, h;
    unsigned char *rgb;
};

/* 0 on success; on failure a message has been printed. */
int picture_load(struct picture *p, const char *path);
void picture_free(struct picture *p);

#endif
