/** Types of evaluations as the server sends them, and how their numbers are written. */

import type { components } from '../api/schema'

type Schemas = components['schemas']
export type Interval = Schemas['Interval']
export type Milestone = Schemas['Milestone']
export type VersionScore = Schemas['VersionScore']
export type Run = Schemas['Run']
export type RunDetail = Schemas['RunDetail']
export type Step = Schemas['Step']
export type Comparison = Schemas['Comparison']
export type ComparedImage = Schemas['ComparedImage']
export type Moves = Schemas['Moves']
export type Estimate = Schemas['Estimate']
export type Attribution = Schemas['Attribution']
export type AttributionPlan = Schemas['AttributionPlan']
export type Forecast = Schemas['Forecast']
export type ForecastResult = Schemas['ForecastResult']
export type Outcome = Schemas['Outcome']
export type ForecastScore = Schemas['ForecastScore']
export type ForecastRecord = Schemas['ForecastRecord']
export type Trust = Schemas['Trust']
export type Gap = Schemas['Gap']
export type Cartography = Schemas['Cartography']
export type Verdict = Step['verdict']
/** How a difference is split into parts. */
export type By = NonNullable<Schemas['AttributeIn']['by']>
/** The name of a model, as of the registry. */
export type Model = NonNullable<Schemas['EvaluateIn']['model']>

/** The styles, or classes where no style is known, that most of the gap comes from. */
export function blamed({ styles, classes, gap }: Trust, most = 2): Gap[] {
  const sign = Math.sign(gap.estimate)
  return [...(styles.length > 0 ? styles : classes)]
    .sort((a, b) => (b.points - a.points) * sign)
    .slice(0, most)
}

/** "+1.9 [+0.8, +3.1]", in points of a percent. */
export function points({ estimate, low, high }: Interval): string {
  return `${signed(estimate)} [${signed(low)}, ${signed(high)}]`
}

/** "56.2 % [44.9, 67.3]" */
export function percent({ estimate, low, high }: Interval): string {
  return `${share(estimate)} [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`
}

export function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}

/** A sentence of the server with the sign that the page's own numbers have. */
export function minus(sentence: string): string {
  return sentence.replace(/(?<![\w.])-(?=\d)/g, '−')
}

/** Of a share of 1, in points: "+1.9", "−0.4". */
export function signed(value: number): string {
  const text = (Math.abs(value) * 100).toFixed(1)
  return `${value < 0 && Number(text) !== 0 ? '−' : '+'}${text}`
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}

/** Return how many seeds or images it takes to see a difference of this size. */
export function needed({ seeds, images }: Step['needed'], split: string): string {
  const ways = [
    seeds !== null && count(seeds, 'seed'),
    images !== null && count(images, `${split} image`),
  ].filter(Boolean)
  return ways.length > 0
    ? `about ${ways.join(' or ')} would be enough to tell`
    : 'more seeds would not be enough to tell'
}

/** "contest, 6 epochs" */
export function modelName(model: string, settings: Run['settings']): string {
  return settings.epochs === undefined ? model : `${model}, ${settings.epochs} epochs`
}
