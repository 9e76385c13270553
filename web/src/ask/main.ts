import { mount } from 'svelte'
import Ask from './Ask.svelte'
import '../tokens.css'
import '../base.css'
import './ask.css'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const theme = (): void => {
  document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light'
}
theme()
dark.addEventListener('change', theme)

const target = document.getElementById('app')
const secret = window.location.pathname.split('/').at(-1) ?? ''
if (target) mount(Ask, { target, props: { secret } })
