import { type ByteReader } from '../../formats/bytes';
import { readPicture } from '../../formats/picture/picture';
import { isFlaw } from '../../formats/picture/reading';
import { pcdHeadBytes, pcdProblem } from '../../formats/pcd/extent';
import type { CheckKind, FileValidation } from '../../contract';
import { pixelsProblem } from './pixels';

type Check = (reader: ByteReader, signal: AbortSignal) => Promise<FileValidation>;

/**
 * Why a file must not be sent, and what is odd about it. A picture is read to its end and its pixels are unpacked,
 * since one that a server cannot decode can cost others beside it without a word (CE-36). A cloud is told by its header
 * and its length. Nothing is kept: the memory that it takes does not grow with the file.
 */
export function checkBytes(kind: CheckKind, reader: ByteReader, signal: AbortSignal): Promise<FileValidation> {
  return checks[kind](reader, signal);
}

const checks: Readonly<Record<CheckKind, Check>> = {
  picture: async (reader, signal) => {
    const reading = readPicture(reader);
    if (isFlaw(reading)) return { problem: reading.flaw };
    const problem = reading.pixels && (await pixelsProblem(reader, reading.pixels, signal));
    if (problem !== undefined) return { problem };
    return reading.remark ? { remarks: [reading.remark] } : {};
  },
  cloud: (reader) => {
    const problem = pcdProblem(reader.read(0, pcdHeadBytes).slice(), reader.size);
    return Promise.resolve(problem === undefined ? {} : { problem });
  },
};
