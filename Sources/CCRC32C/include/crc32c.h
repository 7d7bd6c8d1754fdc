#ifndef ANNALS_CRC32C_H
#define ANNALS_CRC32C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has an instruction for CRC32C.
bool annals_has_crc32c(void);

/// The remainder after these bytes, by the processor's instruction: eight bytes a step. Only where there is one.
uint32_t annals_crc32c(uint32_t remainder, const void *bytes, size_t count);

#endif
