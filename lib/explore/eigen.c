/* Eigenvectors of a small symmetric matrix by Jacobi's rotations (Golub and Van Loan 2013, 8.5). */
#include "explore/points.h"

#include <math.h>

enum { MOST_SWEEPS = 60 };

/* Rotates rows and columns p and q so that the element at (p, q) becomes zero. */
static void rotate(double *a, double *v, int n, int p, int q)
{
    double apq = a[p * n + q];
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int i = 0; i < n; i++) {
        double ip = a[i * n + p], iq = a[i * n + q];
        a[i * n + p] = c * ip - s * iq;
        a[i * n + q] = s * ip + c * iq;
    }
    for (int i = 0; i < n; i++) {
        double pi = a[p * n + i], qi = a[q * n + i];
        a[p * n + i] = c * pi - s * qi;
        a[q * n + i] = s * pi + c * qi;
        double vp = v[p * n + i], vq = v[q * n + i];
        v[p * n + i] = c * vp - s * vq;
        v[q * n + i] = s * vp + c * vq;
    }
}

/* One sweep; false when there was nothing to do. */
static bool sweep(double *a, double *v, int n, double least)
{
    bool any = false;
    for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
            if (fabs(a[p * n + q]) <= least) continue;
            rotate(a, v, n, p, q);
            any = true;
        }
    }
    return any;
}

static void swap_rows(double *v, int n, int a, int b)
{
    for (int i = 0; i < n; i++) {
        double kept = v[a * n + i];
        v[a * n + i] = v[b * n + i];
        v[b * n + i] = kept;
    }
}

void ps_eigen(double *matrix, int count, double *values, double *vectors)
{
    double size = 0;
    for (int i = 0; i < count * count; i++) {
        size += fabs(matrix[i]);
        vectors[i] = i / count == i % count;
    }
    for (int i = 0; i < MOST_SWEEPS && sweep(matrix, vectors, count, 1e-15 * size); i++) continue;
    for (int k = 0; k < count; k++) values[k] = matrix[k * count + k];
    for (int k = 0; k < count; k++) {
        int largest = k;
        for (int i = k + 1; i < count; i++) {
            if (values[i] > values[largest]) largest = i;
        }
        double kept = values[k];
        values[k] = values[largest];
        values[largest] = kept;
        swap_rows(vectors, count, k, largest);
    }
}
