/** The address of the teacher of that number, as a proxy would name it: each is somewhere else. */
export const teacherAddress = (number: number): string => `10.0.${number >> 8}.${number & 255}`;
