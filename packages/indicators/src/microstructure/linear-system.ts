/**
 * Solves A X = B in place: `right` becomes X, `matrix` is used up. Gaussian elimination with the greatest pivot of each
 * column.
 *
 * @param matrix A, `size` × `size`, row by row; not singular
 * @param right B, `size` × `width`, row by row
 */
export function solve(matrix: Float64Array, right: Float64Array, size: number, width: number): void {
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[pivot * size + column]!)) pivot = row;
    if (pivot !== column) {
      exchange(matrix, size, pivot, column);
      exchange(right, width, pivot, column);
    }
    const divisor = matrix[column * size + column]!;
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row * size + column]! / divisor;
      if (factor === 0) continue;
      for (let k = column; k < size; k++) matrix[row * size + k]! -= factor * matrix[column * size + k]!;
      for (let k = 0; k < width; k++) right[row * width + k]! -= factor * right[column * width + k]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let other = row + 1; other < size; other++) {
      const factor = matrix[row * size + other]!;
      if (factor === 0) continue;
      for (let k = 0; k < width; k++) right[row * width + k]! -= factor * right[other * width + k]!;
    }
    const divisor = matrix[row * size + row]!;
    for (let k = 0; k < width; k++) right[row * width + k]! /= divisor;
  }
}

function exchange(rows: Float64Array, width: number, a: number, b: number): void {
  for (let k = 0; k < width; k++) {
    const value = rows[a * width + k]!;
    rows[a * width + k] = rows[b * width + k]!;
    rows[b * width + k] = value;
  }
}
