/* Any bytes as a picture: decoded or refused, and if decoded, shrunk. */
#include "fuzz.h"
#include "proofsheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PsError error = {0};
    PsPicture picture, small;
    if (!ps_picture_decode(data, size, 64, "fuzz", &picture, &error)) return 0;
    if (ps_picture_shrink(&picture, 1, 1, &small)) ps_picture_free(&small);
    ps_picture_free(&picture);
    return 0;
}
